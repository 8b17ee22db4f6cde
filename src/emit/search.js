// Finds pages by the words in search.json. Without this script the page lists the parts of the site instead.
(() => {
  "use strict";
  const form = document.querySelector("form[data-index]");
  if (!form) return;
  const input = form.elements.namedItem("q");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const without = document.getElementById("search-without");
  const root = new URL(form.dataset.root, location.href);
  const MOST = 50;
  // Title, terms, summary, headings, text: a page called by a word comes before one that mentions it.
  const WEIGHTS = [16, 8, 4, 2, 1];
  const SPECIAL = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  // Chinese, Japanese, Thai and their kin put no blanks between words.
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

  // Letters without case and accents, everything else a blank. Arabic and Hebrew lose their points.
  const fold = (text) =>
    " " +
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]/g, "")
      .toLowerCase()
      .replace(/[ßæœøłđðþı]/g, (letter) => SPECIAL[letter])
      .normalize("NFC")
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
      .trim() +
    " ";

  // The words of a question. One of an unspaced script becomes its pairs of neighbours.
  const terms = (question) =>
    fold(question).trim().split(" ").filter(Boolean).flatMap((word) => {
      const letters = [...word];
      if (!UNSPACED.test(word) || letters.length < 3) return [word];
      return letters.slice(1).map((letter, at) => letters[at] + letter);
    });

  // How well a term fits a field: a whole word, the beginning of one, or, unspaced, anywhere.
  const fit = (field, term) => {
    if (UNSPACED.test(term)) return field.includes(term) ? 1 : 0;
    if (field.includes(` ${term} `)) return 1.5;
    return field.includes(` ${term}`) ? 1 : 0;
  };

  const score = (page, wanted) => {
    let sum = 0;
    for (const term of wanted) {
      let best = 0;
      page.fields.forEach((field, at) => (best = Math.max(best, WEIGHTS[at] * fit(field, term))));
      if (!best) return 0;
      sum += best;
    }
    return sum;
  };

  let pages;
  const load = () =>
    (pages ??= fetch(form.dataset.index)
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then((index) =>
        index.pages.map(([path, title, terms, summary, headings, text]) => ({
          path,
          title,
          summary,
          fields: [title, terms.join(" | "), summary, headings.join(" | "), text].map(fold),
        })),
      ));

  const show = (found) => {
    results.replaceChildren(
      ...found.slice(0, MOST).map(({ path, title, summary }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = new URL(path, root).href;
        link.textContent = title;
        const entry = document.createElement("div");
        const heading = document.createElement("h2");
        heading.append(link);
        entry.append(heading);
        if (summary) {
          const words = document.createElement("p");
          words.textContent = summary;
          entry.append(words);
        }
        item.append(entry);
        return item;
      }),
    );
    results.hidden = !found.length;
  };

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  let asked = 0;
  const search = async () => {
    const turn = ++asked;
    const wanted = terms(input.value);
    try {
      const url = new URL(location.href);
      if (wanted.length) url.searchParams.set("q", input.value);
      else url.searchParams.delete("q");
      history.replaceState(null, "", url);
    } catch {
      // A page opened from a disk has no address to change.
    }
    if (!wanted.length) {
      show([]);
      return say("");
    }
    let all;
    try {
      all = await load();
    } catch {
      pages = undefined;
      return say(form.dataset.failed);
    }
    if (turn !== asked) return; // Something newer was asked meanwhile.
    const found = all
      .map((page, order) => ({ ...page, order, score: score(page, wanted) }))
      .filter((page) => page.score)
      .sort((a, b) => b.score - a.score || a.order - b.order);
    show(found);
    say(found.length ? `${form.dataset.found} ${found.length}` : form.dataset.nothing);
  };

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  input.addEventListener("focus", () => load().catch(() => (pages = undefined)), { once: true });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    await search();
    results.querySelector("a")?.focus();
  });
  // The arrows walk from the field through the results and back.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = [input, ...results.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (at < 0 || !stops[at + step]) return;
    event.preventDefault();
    stops[at + step].focus();
  });

  without.hidden = true;
  form.hidden = false;
  input.value = new URL(location.href).searchParams.get("q") ?? "";
  if (input.value) search();
})();
