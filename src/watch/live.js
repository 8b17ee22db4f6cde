// `folio watch` adds this script to the pages that it serves, and to no page that is built. It listens for news and
// brings the page to what the files say: style sheets and images are swapped in place, and where the HTML has changed,
// only what is another thing in the source is touched. So scroll, focus, open details, what was typed, a film that
// plays and whatever the site's own scripts have done to the page stay as they are.
(() => {
  "use strict";
  const own = document.currentScript;
  const MISSING = "missing";
  /** Which state of the page this is. */
  let tag = own.dataset.tag;
  /** The page as it was sent, and the nodes that came of it. No other script that is deferred has run by now. */
  let source = document.documentElement.cloneNode(true);
  let first = true;
  const live = new WeakMap();
  pair(source, document.documentElement);

  // --- From one source to the next ---------------------------------------------------------------------------

  /** Thrown where only a new start of the page does. */
  class Reload extends Error {}

  /** Notes that `node` came of `origin`, and all below likewise. */
  function pair(origin, node) {
    live.set(origin, node);
    for (let i = 0; i < origin.childNodes.length; i++) {
      if (node.childNodes[i]) pair(origin.childNodes[i], node.childNodes[i]);
    }
  }

  /** Notes that what came of `before` is what comes of `after`, since the two are equal. */
  function carry(before, after) {
    if (live.has(before)) live.set(after, live.get(before));
    for (let i = 0; i < after.childNodes.length; i++) carry(before.childNodes[i], after.childNodes[i]);
  }

  const isEqual = (before, after) =>
    before.isEqualNode(after) && (before.nodeName !== "TEMPLATE" || before.innerHTML === after.innerHTML);

  /** Whether an element is a script that runs, and not data. */
  const runs = (node) =>
    node.nodeName === "SCRIPT" && /^(|module|text\/javascript|application\/javascript)$/i.test(node.type ?? "");

  const isOwn = (node) => node.nodeName === "SCRIPT" && node.hasAttribute("data-tag");

  function node(origin) {
    const found = live.get(origin);
    if (!found?.isConnected) throw new Reload("a part of the page is gone");
    return found;
  }

  function patch(before, after) {
    if (isEqual(before, after)) return carry(before, after);
    const target = node(before);
    live.set(after, target);
    if (before.nodeType !== Node.ELEMENT_NODE) {
      if (target.data !== after.data) target.data = after.data;
      return;
    }
    // Where scripts run, what is in it is no part of the page.
    if (before.nodeName === "NOSCRIPT") return;
    if (runs(before) && !isOwn(before)) throw new Reload("a script is another one");
    if (isSheet(before) && before.getAttribute("href") !== after.getAttribute("href")) return swap(target, after);
    if (before.nodeName === "TEMPLATE") target.innerHTML = after.innerHTML;
    attributes(before, after, target);
    children(before, after, target);
  }

  function attributes(before, after, target) {
    for (const { name, value } of after.attributes) {
      if (name === "class") {
        for (const word of before.classList) if (!after.classList.contains(word)) target.classList.remove(word);
        for (const word of after.classList) if (!before.classList.contains(word)) target.classList.add(word);
      } else if (before.getAttribute(name) !== value) target.setAttribute(name, value);
    }
    // What a script of the page has set on the root before this one ran is not the source's.
    if (first && (target === document.documentElement || target === document.body)) return;
    for (const { name } of before.attributes) if (!after.hasAttribute(name)) target.removeAttribute(name);
  }

  function children(before, after, parent) {
    const olds = [...before.childNodes];
    const news = [...after.childNodes];
    while (olds.length && news.length && isEqual(olds[0], news[0])) carry(olds.shift(), news.shift());
    let anchor = null;
    while (olds.length && news.length && isEqual(olds.at(-1), news.at(-1))) {
      const last = olds.pop();
      carry(last, news.pop());
      anchor = top(live.get(last), parent) ?? anchor;
    }
    const partners = partner(olds, news);
    const kept = new Set(partners.values());
    for (const old of olds) if (!kept.has(old)) top(live.get(old), parent)?.remove();
    // From the end, each before the one that follows it. One that stood before it already stays where it is.
    let limit = Infinity;
    for (const next of news.reverse()) {
      const old = partners.get(next);
      if (!old) {
        const made = make(next);
        parent.insertBefore(made, anchor);
        anchor = made;
        continue;
      }
      patch(old, next);
      const outer = top(node(next), parent);
      if (!outer) throw new Reload("a part of the page lies elsewhere");
      const index = olds.indexOf(old);
      if (index < limit) limit = index;
      else parent.moveBefore ? parent.moveBefore(outer, anchor) : parent.insertBefore(outer, anchor);
      anchor = outer;
    }
  }

  /** The child of `parent` in which a node lies: scripts put frames around what they find. */
  function top(node, parent) {
    while (node && node.parentNode !== parent) node = node.parentNode;
    return node;
  }

  /** Which of the old nodes becomes which of the new ones: by name, by being equal, and by being of one kind. */
  function partner(olds, news) {
    const partners = new Map();
    const free = new Set(olds);
    const by = (label) => {
      const known = new Map();
      for (const old of free) {
        const key = label(old);
        if (key) known.set(key, [...(known.get(key) ?? []), old]);
      }
      for (const next of news) {
        if (partners.has(next)) continue;
        const old = known.get(label(next))?.shift();
        if (old) {
          partners.set(next, old);
          free.delete(old);
        }
      }
    };
    by(name);
    by((node) => node.outerHTML ?? node.nodeName + node.data);
    by((node) => (name(node) ? null : node.nodeName));
    return partners;
  }

  /** What identifies a node among its neighbours, whatever else changes in it. */
  function name(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    if (node.id) return `${node.nodeName}#${node.id}`;
    if (isOwn(node)) return "own";
    if (runs(node)) return `SCRIPT ${stem(node.getAttribute("src") ?? node.text)}`;
    if (node.nodeName === "LINK") return `LINK ${node.rel} ${node.type} ${stem(node.getAttribute("href") ?? "")}`;
    if (node.nodeName === "META") return `META ${node.name} ${node.getAttribute("property")} ${node.httpEquiv}`;
    return null;
  }

  /** A name without the part that changes with the bytes: `base.0123456789ab.css` is `base.css`. */
  const stem = (address) => address.replace(/[?#].*$/, "").replace(/\.[0-9a-f]{8,}(?=\.\w+$)/, "");

  /** A node of this document. Scripts in it run, as they would have when the page was loaded. */
  function make(origin) {
    const made = document.importNode(origin, true);
    pair(origin, made);
    if (made.nodeType !== Node.ELEMENT_NODE) return made;
    const renew = (script) => {
      const fresh = document.createElement("script");
      for (const { name, value } of script.attributes) fresh.setAttribute(name, value);
      fresh.text = script.text;
      script.replaceWith(fresh);
      return fresh;
    };
    if (runs(made)) {
      const fresh = renew(made);
      live.set(origin, fresh);
      return fresh;
    }
    for (const script of made.querySelectorAll("script")) if (runs(script)) renew(script);
    return made;
  }

  // --- Style sheets and images ------------------------------------------------------------------------------

  const isSheet = (node) => node.nodeName === "LINK" && node.relList.contains("stylesheet");

  /** Puts a style sheet beside the one that it follows, which goes when the new one has come: nothing flashes. */
  function swap(sheet, origin, address) {
    const fresh = document.importNode(origin);
    if (address) fresh.href = address;
    const done = () => sheet.remove();
    fresh.addEventListener("load", done, { once: true });
    fresh.addEventListener("error", done, { once: true });
    sheet.after(fresh);
    live.set(origin, fresh);
  }

  let turn = 0;

  /** Files with other bytes under the same name. */
  function renewAssets(paths) {
    const changed = (address) => address && paths.includes(new URL(address, location.href).pathname);
    const again = (address) => `${address.replace(/[?#].*$/, "")}?folio=${++turn}`;
    const found = new Set();
    for (const origin of source.querySelectorAll("link[href]")) {
      const sheet = live.get(origin);
      if (!sheet?.isConnected || !changed(sheet.href)) continue;
      found.add(new URL(sheet.href).pathname);
      if (isSheet(sheet)) swap(sheet, origin, again(sheet.href));
    }
    for (const image of document.querySelectorAll("img, source, video, image")) {
      for (const name of ["src", "poster", "href"]) {
        const address = image.getAttribute(name);
        if (!changed(address)) continue;
        found.add(new URL(address, location.href).pathname);
        image.setAttribute(name, again(address));
      }
      const set = image.getAttribute("srcset");
      const parts = set?.split(/,\s+/).map((part) => part.trim().split(/\s+/));
      if (!parts?.some(([address]) => changed(address))) continue;
      for (const part of parts) {
        if (!changed(part[0])) continue;
        found.add(new URL(part[0], location.href).pathname);
        part[0] = again(part[0]);
      }
      image.setAttribute("srcset", parts.map((part) => part.join(" ")).join(", "));
    }
    // What the page has loaded in some other way, a script or an image of a style sheet, takes a new start.
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    if (paths.some((path) => loaded.includes(path) && !found.has(path))) location.reload();
  }

  // --- The page ----------------------------------------------------------------------------------------------

  let busy = false;
  let wanted = null;

  async function follow(next) {
    wanted = next;
    if (busy) return;
    busy = true;
    try {
      while (wanted !== null) {
        const next = wanted;
        wanted = null;
        notice.gone = next.startsWith(MISSING) && !tag.startsWith(MISSING);
        if (notice.gone || next === tag) continue;
        if (tag.startsWith(MISSING) && !next.startsWith(MISSING)) throw new Reload("there is a page now");
        await renewPage();
      }
      show();
    } catch (reason) {
      // Half a page is worse than a new start.
      console.info(`folio: the page is loaded anew: ${reason.message}`);
      location.reload();
    } finally {
      busy = false;
    }
  }

  async function renewPage() {
    const asked = fetch(location.href, { cache: "no-cache", headers: { accept: "text/html" } });
    const response = await asked.catch(() => null);
    // The server went away in this moment; it tells again when it is back.
    if (!response) return;
    const next = new DOMParser().parseFromString(await response.text(), "text/html").documentElement;
    const script = next.querySelector(`script[src="${own.getAttribute("src")}"][data-tag]`);
    if (!script || response.redirected) throw new Reload("this is another page");
    patch(source, next);
    source = next;
    first = false;
    tag = script.dataset.tag;
    document.dispatchEvent(new CustomEvent("folio:change"));
  }

  // --- Words over the page -----------------------------------------------------------------------------------

  const notice = { mistakes: [], gone: false, away: false, hidden: false };
  let frame = null;

  const STYLE = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; width: auto; height: auto;
      max-width: none; max-height: none; margin: 0; padding: 0; border: 0; overflow: visible; background: none;
      pointer-events: none; color-scheme: light dark;
      --paper: #fffdf8; --ink: #231f1b; --soft: #6d645b; --line: #ded6ca; --error: #a3200f; --warning: #8a5a00;
      --note: #1f6b3a; --help: #0b6378; --shade: 40 30 20; }
    @media (prefers-color-scheme: dark) { :host { --paper: #1c1a18; --ink: #ece6dd; --soft: #a59a8d; --line: #3b3631;
      --error: #ff8a75; --warning: #e6b455; --note: #7fce97; --help: #74c9dd; --shade: 0 0 0; } }
    section { pointer-events: auto; box-sizing: border-box; max-height: min(70vh, 44rem); margin: 0 auto;
      max-width: 76rem; display: flex; flex-direction: column; background: var(--paper); color: var(--ink);
      border: 1px solid var(--line); border-bottom: 0; border-top: 4px solid var(--error);
      border-radius: 6px 6px 0 0; box-shadow: 0 -8px 40px rgb(var(--shade) / .28);
      font: 15px/1.5 system-ui, sans-serif; text-align: start; direction: ltr; }
    section.calm { border-top-color: var(--soft); max-width: 34rem; }
    header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between;
      padding: .7rem 1.1rem .6rem; border-bottom: 1px solid var(--line); }
    section.calm header { border-bottom: 0; }
    h2 { margin: 0; font-size: 1rem; font-weight: 650; }
    p { margin: .1rem 0 0; color: var(--soft); font-size: .85rem; }
    button { flex: none; font: inherit; font-size: .85rem; color: inherit; background: none; cursor: pointer;
      border: 1px solid var(--line); border-radius: 4px; padding: .15rem .6rem; }
    button:hover { border-color: currentColor; }
    button:focus-visible { outline: 2px solid var(--help); outline-offset: 2px; }
    ol { list-style: none; margin: 0; padding: 0; overflow: auto; overscroll-behavior: contain; }
    li + li { border-top: 1px solid var(--line); }
    pre { margin: 0; padding: .8rem 1.1rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
      font: 13px/1.55 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    .quoted { white-space: pre; overflow-x: auto; }
    .error { color: var(--error); font-weight: 700; } .warning { color: var(--warning); font-weight: 700; }
    .note { color: var(--note); font-weight: 700; } .help { color: var(--help); font-weight: 700; }
    .frame { color: var(--soft); } .strong { font-weight: 700; }
    @media print { :host { display: none; } }`;

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };

  /** What is to be said now: a heading, a line below it, and blocks of the terminal. */
  function words() {
    const count = notice.mistakes.length;
    if (count) {
      const heading = count === 1 ? "A mistake" : `${count} mistakes`;
      return [heading, "What you see is the last page without one.", notice.mistakes];
    }
    if (notice.gone) return ["This page is gone", "No file makes a page at this address any more.", []];
    if (notice.away) return ["The preview has ended", "Start it again with folio watch: the page will follow.", []];
    return null;
  }

  /** Sentences break where they must; a line of a source and what points at it do not, and can be moved. */
  function groups(block) {
    const lines = [[]];
    for (const [kind, piece] of block) {
      for (const [part] of piece.matchAll(/[^\n]*\n|[^\n]+/g)) {
        lines.at(-1).push([kind, part]);
        if (part.endsWith("\n")) lines.push([]);
      }
    }
    const groups = [];
    for (const line of lines) {
      const quoted = /^ *(-->|\d* *\|)/.test(line.map(([, part]) => part).join("")) ? "quoted" : "";
      if (!groups.length || groups.at(-1).className !== quoted) groups.push(element("div", "", quoted));
      groups.at(-1).append(...line.map(([kind, part]) => (kind ? element("span", part, kind) : part)));
    }
    return groups;
  }

  function show() {
    const said = words();
    if (!said || notice.hidden) return frame?.host.remove();
    if (!frame) {
      const host = element("folio-preview");
      frame = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      frame.adoptedStyleSheets = [sheet];
      if ("popover" in host) host.popover = "manual";
    }
    const [heading, line, blocks] = said;
    const section = element("section", "", blocks.length ? "" : "calm");
    section.setAttribute("role", "alert");
    section.lang = "en";
    const head = element("header");
    const title = element("div");
    title.append(element("h2", heading), element("p", line));
    const button = element("button", "Hide (Esc)");
    button.type = "button";
    button.addEventListener("click", hide);
    head.append(title, button);
    section.append(head);
    const list = element("ol");
    for (const block of blocks) {
      const item = element("li");
      const text = element("pre");
      text.tabIndex = 0;
      text.append(...groups(block));
      item.append(text);
      list.append(item);
    }
    if (blocks.length) section.append(list);
    frame.replaceChildren(section);
    const { host } = frame;
    if (!host.isConnected) document.documentElement.append(host);
    // Above dialogs of the site too.
    if (host.popover && !host.matches(":popover-open")) host.showPopover();
  }

  function hide() {
    notice.hidden = true;
    show();
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame?.host.isConnected) hide();
  });

  // --- News --------------------------------------------------------------------------------------------------

  let news = null;
  let waiting = 0;

  function connect() {
    if (news || document.visibilityState === "hidden") return;
    const query = `path=${encodeURIComponent(location.pathname)}&tag=${encodeURIComponent(tag)}`;
    news = new EventSource(`${own.getAttribute("src").replace(/live\.js$/, "events")}?${query}`);
    const on = (name, act) => news.addEventListener(name, ({ data }) => act(JSON.parse(data)));
    on("page", follow);
    on("assets", renewAssets);
    // Told on every connection: what was hidden stays so until it is another thing.
    on("mistakes", (mistakes) => {
      if (JSON.stringify(mistakes) !== JSON.stringify(notice.mistakes)) notice.hidden = false;
      notice.mistakes = mistakes;
      show();
    });
    on("go", (path) => location.pathname === path || location.assign(path));
    news.addEventListener("open", () => {
      clearTimeout(waiting);
      waiting = 0;
      notice.away = false;
      show();
    });
    news.addEventListener("error", () => {
      waiting ||= setTimeout(() => {
        notice.away = true;
        notice.hidden = false;
        show();
      }, 4000);
      // Some browsers try again by themselves.
      if (news?.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(connect, 1000);
      }
    });
  }

  function disconnect() {
    news?.close();
    news = null;
  }

  // A browser opens six connections to a host and no more: pages that nobody sees do without theirs.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
