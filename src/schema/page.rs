//! The front matter of pages, posts and case studies.

use super::Shape::{Date, Either, Flag, Integer, Map, Period, Record, Records, Text, Texts, Word};
use super::metric::METRIC;
use super::{Key, Level, joined, key};

const WHAT: &str = "the front matter";

pub(super) const PAGE: Level = Level::open(WHAT, HEAD);

pub(super) const CASE: Level = Level::open(WHAT, &joined::<{ HEAD.len() + RESULTS.len() }>(HEAD, RESULTS));

pub(super) const PERSON: Level = Level::open(WHAT, &joined::<{ HEAD.len() + PROFILE.len() }>(HEAD, PROFILE));

/// What every kind of page has.
const HEAD: &[Key] = &[
    key("title", Text, "What the page is called. Without it, its first heading is shown, or its file's name.").like("A shorter checkout for Larkspur"),
    key("summary", Text, "One sentence for lists, feeds and search engines. Numbers are bound: {{<value of=\"abandonment\"/>}}.").like("Checkout abandonment fell in seven months."),
    key("description", Text, "For search engines, where it should differ from the summary.").like("How Larkspur Outfitters lost fewer orders at checkout."),
    key("date", Date, "The day of publication. A day to come keeps the page out of the build.").like("2024-10-14"),
    key("updated", Date, "The day of the last change that readers should know of.").like("2024-11-02"),
    key("lastmod", Date, "Another word for `updated`.").like("2024-11-02"),
    key("draft", Flag, "Whether the page stays at home, but for `folio build --drafts`.").like("true"),
    key("unlisted", Flag, "Whether the page is on the site and in no list, feed or search.").like("true"),
    key("example", Flag, "Whether the case is invented. The page says so; `--strict` refuses it unless folio.yaml allows examples.").like("true"),
    key("slug", Text, "The last part of the address, in place of the file's name.").like("shorter-checkout"),
    key("permalink", Text, "The whole address of this page, where it should not follow its file.").like("/checkout/"),
    key("aliases", Texts, "Addresses that the page had before. Each leads on to it.").like("/old/checkout/"),
    key("weight", Integer, "Pages with a weight stand before others, the lightest first.").like("1"),
    key("template", Text, "A template of the site or theme to use for this page.").like("page.html"),
    key("image", Text, "A picture for cards and lists: a file beside this one.").like("cover.jpg"),
    key("case", Text, "The case study whose story this post tells, by the name of its file or its path.").like("larkspur-checkout"),
    key("authors", Texts, "Who wrote it: names, or the names of people's files.").like("ada-marsh"),
    key("author", Texts, "Another word for `authors`.").like("ada-marsh").instead(),
    key("skills", Texts, "Skills that the work took.").like("conversion, analytics"),
    key("methods", Texts, "Methods that were used.").like("A/B testing"),
    key("tools", Texts, "Tools that were used.").like("GA4"),
    key("sectors", Texts, "Sectors that the work was for.").like("retail"),
    key("tags", Texts, "Anything else to find the page by.").like("checkout"),
    key("silence", Records(&SILENCE), "Advice of `folio check` that you have read and do not take, and why."),
    key("extra", Map, "Anything of your own: templates find it as `page.extra`."),
];

const SILENCE: Level = Level::closed(
    "an entry of `silence`",
    &[
        key("code", Text, "The code of the advice, as it stands in its brackets.")
            .like("vanity-metric")
            .required(),
        key("metric", Text, "The id of the one metric that it is about.").like("followers"),
        key("reason", Text, "Why it is as it is.").like("followers are what the client asked for").required(),
    ],
);

/// What the page of a person has besides.
const PROFILE: &[Key] = &[
    key("name", Text, "Their name, which is the title of the page.").like("Ada Marsh"),
    key("headline", Text, "What they do, in a line.").like("Growth lead"),
    key("role", Text, "Another word for `headline`.").like("Growth lead").instead(),
    key("email", Text, "Their address.").like("ada@example.org"),
    key("location", Text, "Where they work.").like("Utrecht"),
    key("links", Records(&LINK), "Where else they are found."),
];

const LINK: Level = Level::closed(
    "a link of a person",
    &[
        key("label", Text, "What the link says.").like("Code").required(),
        key("url", Text, "Where it leads.").like("https://code.example/ada").required(),
        key("me", Flag, "Whether the page there is them too (rel=\"me\").").like("true"),
    ],
);

/// What pages that state results have besides.
const RESULTS: &[Key] = &[
    key("metrics", Records(&METRIC), "The results, each with what is needed to check it."),
    key(
        "period",
        Period,
        "The window of the whole work: a day, month, quarter, year, or two of them with a slash.",
    )
    .like("2024-03/2024-09"),
    key("client", Either(&[Text, Record(&CLIENT)]), "Whom the work was for.").like("Larkspur Outfitters"),
    key("role", Text, "What you were in it.").like("Growth lead in a team of four"),
    key("share", Word(&SHARES), "How much of it was yours."),
    key(
        "outcome",
        Word(&[
            ("success", "it reached what it was for"),
            ("mixed", "some of it"),
            ("failure", "it did not; these are welcome"),
            ("ongoing", "it is not over"),
        ]),
        "How it ended.",
    ),
    key("evidence", Records(&EVIDENCE), "What the figures rest on: files beside this one, or addresses."),
    key("facts", Records(&FACT), "What is no quantity."),
    key("quotes", Records(&QUOTE), "Words of others, with their source."),
    key("people", Records(&PARTICIPANT), "Who took part. Nobody is named without saying how they agreed."),
    key(
        "disclosures",
        Records(&DISCLOSURE),
        "Who paid whom. Without it the page says that the author has not said.",
    ),
    key("corrections", Records(&CORRECTION), "What was wrong and is right now. Only ever added to."),
    key("questions", Records(&QUESTION), "Asked in public, answered or not, never deleted."),
    key("explanations", Records(&EXPLANATION), "Your words on what a check of the data found."),
];

const SHARES: [(&str, &str); 4] = [
    ("sole", "all of it, alone"),
    ("led", "led it"),
    ("contributed", "did a part of it"),
    ("observed", "was there"),
];

const CLIENT: Level = Level::closed(
    "`client`",
    &[
        key("name", Text, "The client's name, or how it may be called.").like("Larkspur Outfitters"),
        key("url", Text, "Its site.").like("https://larkspur.example"),
        key("sector", Text, "What it does.").like("retail"),
    ],
);

const EVIDENCE: Level = Level::closed(
    "an entry of `evidence`",
    &[
        key("file", Text, "A file beside this one.").like("funnel.csv"),
        key("url", Text, "An address where others can look.").like("https://larkspur.example/news/checkout"),
        key("archived", Text, "A copy that somebody else keeps.").like("https://archive.example/1"),
        key("captured", Date, "The day of that copy.").like("2024-10-02"),
        key("obtained", Date, "The day on which you got it.").like("2024-10-02"),
        key("by", Text, "Who got it.").like("me"),
        key("how", Text, "From where and how.").like("GA4, Explore, export"),
        key(
            "personal",
            Word(&[
                ("none", "there is none"),
                ("consented", "those concerned agreed"),
                ("redacted", "it was taken out"),
            ]),
            "What it holds of people.",
        ),
        key("supports", Texts, "Ids of the metrics that it stands behind.").like("abandonment"),
        key("encoding", Text, "How its text is encoded, where that is neither UTF-8 nor UTF-16.")
            .like("iso-8859-7"),
        key(
            "delimiter",
            Word(&[("comma", "`,`"), ("semicolon", "`;`"), ("tab", "a tabulator"), ("bar", "`|`")]),
            "What stands between its cells, where that cannot be told.",
        ),
        key(
            "decimal",
            Word(&[("point", "58.9"), ("comma", "58,9")]),
            "What marks the decimals of its numbers, where that cannot be told.",
        ),
        key("benford", Flag, "Whether the first digits of its numbers are to be looked at.").like("true"),
        key("header", Integer, "The line that names its columns, where that cannot be told.").like("7"),
        key("git", Record(&GIT), "A commit that holds the same bytes, for whoever wants to get them there."),
    ],
)
.with_any_of(&["file", "url"]);

const GIT: Level = Level::closed(
    "`git`",
    &[
        key("repository", Text, "The address by which others clone it.")
            .like("https://git.example/larkspur/numbers")
            .required(),
        key("commit", Text, "The whole name of the commit.")
            .like("3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382")
            .required(),
        key("path", Text, "The file, from the root of the repository.").like("exports/funnel.csv").required(),
        key("blob", Text, "The name that git gives to the bytes, which is checked.")
            .like("ce013625030ba8dba906f756967f9e9ca394464a"),
    ],
);

const FACT: Level = Level::closed(
    "a fact",
    &[
        key("label", Text, "What it is about.").like("Accessibility").required(),
        key("value", Text, "What is so.").like("WCAG 2.2 AA").required(),
        key("evidence", Text, "A file beside this one that shows it.").like("audit.pdf"),
    ],
);

const QUOTE: Level = Level::closed(
    "a quote",
    &[
        key("text", Text, "The words.").like("They found the leak in a week.").required(),
        key("by", Text, "Whose they are.").like("Jane Roe").required(),
        key("role", Text, "Who that is.").like("Head of e-commerce at Larkspur"),
        key("url", Text, "Where they were said.").like("https://larkspur.example/team"),
        key("consent", Text, "How and when the person agreed.").like("2024-10-01 by e-mail"),
    ],
);

const PARTICIPANT: Level = Level::closed(
    "a person",
    &[
        key("name", Text, "Their name.").like("Jane Roe"),
        key("person", Text, "The name of their file, for someone with a page on this site.")
            .like("ada-marsh"),
        key("role", Text, "What they did.").like("Client"),
        key("share", Word(&SHARES), "How much of it was theirs."),
        key("consent", Text, "How and when they agreed to be named.").like("2024-10-01 by e-mail"),
    ],
)
.with_any_of(&["name", "person"]);

const DISCLOSURE: Level = Level::closed(
    "a disclosure",
    &[
        key(
            "relationship",
            Word(&[
                ("employed", "you worked there"),
                ("paid", "they paid you for this"),
                ("pro-bono", "you took nothing"),
                ("equity", "you own a part"),
                ("affiliate", "you earn when they do"),
                ("gift", "they gave you something"),
                ("family", "you are related"),
                ("none", "there is none"),
            ]),
            "What ties you to them.",
        )
        .required(),
        key("party", Text, "Whom it is about.").like("Larkspur Outfitters"),
        key("statement", Text, "The same in your words.").like("Paid engagement, 2024"),
    ],
);

const CORRECTION: Level = Level::closed(
    "a correction",
    &[
        key("date", Date, "The day of the correction.").like("2024-11-02").required(),
        key("metric", Text, "The id of the metric.").like("abandonment"),
        key("was", Text, "What stood here before.").like("57.9 %"),
        key("now", Text, "What stands here now.").like("58.9 %"),
        key("reason", Text, "Why it was wrong.").like("late orders counted").required(),
        key("reported_by", Text, "Who found it.").like("a reader"),
    ],
);

const QUESTION: Level = Level::closed(
    "a question",
    &[
        key("date", Date, "The day on which it was asked.").like("2024-11-01").required(),
        key("by", Text, "Who asked.").like("a reader"),
        key("text", Text, "The question.").like("Does this count late orders?").required(),
        key("answer", Text, "Your answer.").like("It did not; corrected."),
    ],
);

const EXPLANATION: Level = Level::closed(
    "an explanation",
    &[
        key("finding", Text, "What was found, by its name.").like("constant-run").required(),
        key("metric", Text, "The id of the metric.").like("abandonment"),
        key("text", Text, "The ordinary cause.")
            .like("the export interpolates between weekly counts")
            .required(),
    ],
);
