//! `folio.yaml`.

use super::Shape::{Either, Flag, Integer, Map, MapOf, Record, Records, Text, Texts, Word};
use super::{Level, key};

pub(super) const SITE: Level = Level::closed(
    "folio.yaml",
    &[
        key("title", Text, "What the site is called.").like("Ada Marsh").required(),
        key("tagline", Text, "A few words under the title.").like("Growth work with results"),
        key(
            "base_url",
            Text,
            "Where the site lies, whole. Needed for canonical links, feeds and the sitemap.",
        )
        .like("https://ada.example"),
        key("language", Text, "The language of the site, as a BCP 47 tag.").like("en-GB"),
        key("owner", Record(&OWNER), "Whose portfolio this is."),
        key("contact", Text, "Where readers can ask about a figure: an address of the site, or a `mailto:`.")
            .like("/about/#question-a-figure"),
        key("navigation", Records(&NAVIGATION), "The links at the head of every page."),
        key("theme", Text, "The theme: one inside folio, or a folder in `themes/`.").like("broadsheet"),
        key("theme_options", Map, "What the theme lets a site choose; its `theme.yaml` lists it."),
        key("sections", MapOf(&SECTION), "Folders below `content/`, each with what holds for its pages."),
        key("taxonomies", Either(&[Texts, MapOf(&TAXONOMY)]), "The keys by which pages are grouped.")
            .like("skills, methods, tools, sectors, tags"),
        key("markdown", Record(&MARKDOWN), "How text is read."),
        key("highlight", Either(&[Flag, Record(&HIGHLIGHT)]), "Whether and how code is coloured.")
            .like("true"),
        key(
            "links",
            Word(&[("warn", "the build goes on"), ("error", "nothing is written")]),
            "What becomes of a link that leads nowhere.",
        ),
        key("output", Text, "The folder that the site is made in.").like("public"),
        key("ignore", Texts, "Patterns of files that stay out.").like("*.psd"),
        key("examples", Flag, "Whether the site may show invented cases even under `--strict`.").like("true"),
        key("assets", Record(&ASSETS), "What becomes of style sheets."),
        key(
            "images",
            Either(&[Flag, Record(&IMAGES)]),
            "The smaller copies of pictures; `false`: pictures are published as they are.",
        )
        .like("true"),
        key("feeds", Either(&[Flag, Record(&FEEDS)]), "How the feeds are made; `false`: there are none.")
            .like("true"),
        key("resume", Flag, "Whether there is a résumé; on for an owner with case studies, and with `data/resume.yaml`.")
            .like("true"),
        key("cards", Flag, "Whether pages have a picture for links to them; off if you say nothing.")
            .like("true"),
        key("search", Flag, "Whether there is a search page; on if you say nothing.").like("true"),
        key(
            "icon",
            Texts,
            "An image of 512 by 512 pixels or more, or an SVG, or both, for the icons of the site.",
        )
        .like("icon.svg"),
        key(
            "csp",
            Either(&[Flag, Record(&CSP)]),
            "The content security policy: `true` puts it into every page, `false` keeps it from the host too.",
        )
        .like("true"),
        key(
            "host",
            Word(&[
                ("plain", "any host"),
                ("netlify", "also `_redirects` and `_headers` as Netlify reads them"),
                ("cloudflare", "the same for Cloudflare Pages"),
            ]),
            "Whose files are made besides the pages.",
        ),
        key("extra", Map, "Anything of your own: templates find it as `site.extra`."),
    ],
);

const ASSETS: Level = Level::closed(
    "`assets`",
    &[key(
        "minify",
        Flag,
        "Whether style sheets and scripts are made as short as they can be; on if you say nothing.",
    )
    .like("true")],
);

const IMAGES: Level = Level::closed(
    "`images`",
    &[
        key("widths", Texts, "How wide the copies are, in pixels.").like("480, 960, 1440"),
        key("formats", Texts, "`webp`, or none for the format of each file alone.").like("webp"),
        key("quality", Integer, "How much of a photo is kept, from 1 to 100.").like("80"),
        key("sizes", Text, "How wide a picture of the text is shown, as `sizes` of HTML.")
            .like("(min-width: 50rem) 45rem, 100vw"),
    ],
);

const FEEDS: Level = Level::closed(
    "`feeds`",
    &[
        key("limit", Integer, "Most entries of a feed, from 1 to 1000.").like("20"),
        key("full", Flag, "Whether entries carry the whole text.").like("true"),
    ],
);

const CSP: Level = Level::closed(
    "`csp`",
    &[key("allow", Texts, "What pages may load from elsewhere: an origin, or a directive with its sources.")
        .like("https://media.example")],
);

const OWNER: Level = Level::closed(
    "`owner`",
    &[
        key("name", Text, "Your name.").like("Ada Marsh"),
        key("headline", Text, "What you do, for whom.").like("Growth lead for shops"),
        key("email", Text, "An address that may be seen.").like("ada@ada.example"),
        key("location", Text, "Where you work.").like("Leeds"),
        key("image", Text, "A picture of you.").like("/ada.jpg"),
        key("links", Records(&LINK), "Where else you are."),
    ],
);

const LINK: Level = Level::closed(
    "a link of `owner`",
    &[
        key("label", Text, "What the link says.").like("Code").required(),
        key("url", Text, "Where it leads.").like("https://code.example/ada").required(),
        key("me", Flag, "Whether the page there is you too (rel=\"me\").").like("true"),
    ],
);

const NAVIGATION: Level = Level::closed(
    "an entry of `navigation`",
    &[
        key("label", Text, "What the link says.").like("Work").required(),
        key("url", Text, "Where it leads.").like("/work/").required(),
    ],
);

const SECTION: Level = Level::closed(
    "a section",
    &[
        key(
            "type",
            Word(&[
                ("case", "case studies"),
                ("post", "posts, the newest first"),
                ("page", "pages"),
                ("person", "people"),
            ]),
            "What its pages are.",
        ),
        key("title", Text, "What its list is called.").like("Work"),
        key(
            "order",
            Word(&[
                ("date", "the newest first"),
                ("weight", "the lightest first"),
                ("title", "by the alphabet"),
                ("date asc", "the oldest first"),
                ("date desc", "the newest first"),
                ("weight asc", "the lightest first"),
                ("weight desc", "the heaviest first"),
                ("title asc", "by the alphabet"),
                ("title desc", "from the end of the alphabet"),
            ]),
            "The order of its list.",
        ),
        key("page_size", Integer, "How many entries a page of the list has; 0 keeps it whole.").like("20"),
        key(
            "permalink",
            Text,
            "The addresses of its pages: `:year`, `:month`, `:day`, `:section`, `:slug`, `:title`, `:filename`.",
        )
        .like("/:year/:month/:slug/"),
        key(
            "feed",
            Flag,
            "Whether it has feeds; if you say nothing, sections of case studies and posts have.",
        )
        .like("true"),
    ],
);

const HIGHLIGHT: Level = Level::closed(
    "`highlight`",
    &[
        key("line_numbers", Flag, "Whether lines of code in a language have numbers.").like("true"),
        key("light", Text, "The colour theme of code on light screens: a name (`docs/code.md` lists them) or a `.tmTheme` of the site.")
            .like("GitHub"),
        key("dark", Text, "The colour theme of code on dark screens.").like("Nord"),
    ],
);

const TAXONOMY: Level = Level::closed(
    "a taxonomy",
    &[
        key("title", Text, "What readers call it.").like("Skills"),
        key(
            "order",
            Word(&[("name", "by the alphabet"), ("count", "the most used first")]),
            "The order of its terms.",
        ),
        key("page_size", Integer, "How many entries a page of a term's list has; 0 keeps it whole.")
            .like("100"),
        key("feed", Flag, "Whether each of its terms has a feed.").like("true"),
    ],
);

const EXTERNAL_LINKS: Level = Level::closed(
    "`external_links`",
    &[
        key("rel", Texts, "Link types.").like("noopener"),
        key("target", Text, "The window in which they open.").like("_blank"),
    ],
);

const MARKDOWN: Level = Level::closed(
    "`markdown`",
    &[
        key(
            "html",
            Word(&[("filtered", "only harmless elements stay"), ("trusted", "all of it stays")]),
            "What becomes of raw HTML.",
        ),
        key("smart", Flag, "Whether straight quotes and dashes become typographic ones.").like("true"),
        key("math", Flag, "Whether `$…$`, `$$…$$` and fences of `math` are formulas in TeX.").like("true"),
        key("external_links", Record(&EXTERNAL_LINKS), "What links to other sites say of themselves."),
        key("abbreviations", Map, "What is abbreviated, each with the words that it stands for.")
            .like("{ HTML: HyperText Markup Language }"),
    ],
);
