// What a page is asked, inside the browser. Each function is sent there whole, so none may use another.

/** What must hold of the document, whatever its size and colours. Returns complaints. */
export function documentFaults() {
  const faults = [];
  const say = (text, element) => faults.push(element ? `${text}: ${element.outerHTML.slice(0, 120)}` : text);

  const headings = document.querySelectorAll("h1");
  if (headings.length !== 1) say(`${headings.length} h1 in place of one`);
  if (!document.title.trim()) say("no title");
  if (!document.documentElement.lang) say("no language");
  if (document.compatMode !== "CSS1Compat") say("quirks mode");
  if (document.querySelectorAll("main").length !== 1) say("not exactly one main");
  if (!document.querySelector("meta[name=viewport]")) say("no viewport");

  const ids = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) say(`the id "${element.id}" twice`);
    ids.add(element.id);
  }
  let level = 0;
  for (const heading of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say(`a heading of level ${own} under one of level ${level}`, heading);
    level = own;
  }
  for (const image of document.images) {
    if (!image.hasAttribute("alt")) say("an image without alt", image);
    if (image.complete && image.naturalWidth === 0) say("an image that does not load", image);
  }
  for (const link of document.querySelectorAll("a[href], button")) {
    const words = link.innerText || link.textContent || link.getAttribute("aria-label") || "";
    if (!words.trim() && !link.querySelector("img[alt]:not([alt='']), svg[aria-label], svg title")) {
      say("a link without words", link);
    }
  }
  for (const link of document.querySelectorAll('a[href*="#"]')) {
    const url = new URL(link.href);
    if (url.pathname === location.pathname && url.hash.length > 1) {
      if (!document.getElementById(decodeURIComponent(url.hash.slice(1)))) say("a link to no place of the page", link);
    }
  }
  for (const graphic of document.querySelectorAll("svg")) {
    const named = graphic.getAttribute("aria-label") || graphic.getAttribute("aria-labelledby") || graphic.querySelector("title");
    if (!named && !graphic.closest("[aria-hidden=true]")) say("a drawing without words", graphic);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("th")) say("a table without a head", table);
  }
  return faults;
}

/** What must hold at this width and in these colours. Returns complaints. */
export function layoutFaults() {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    // The page scrolls sideways: name the innermost elements that stick out, but for those in a scrolling box.
    const scrolls = (element) => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible") return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(element))
      .slice(-3)
      .map((element) => element.outerHTML.slice(0, 80));
    faults.push(`${root.scrollWidth - root.clientWidth} px wider than the window: ${wide.join(" | ")}`);
  }

  // Contrast of text with the colour behind it, as WCAG 2.2 measures it (1.4.3, AA).
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null; // a picture: not for arithmetic
      layers.push(rgba(style.backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    const sheet = rgba(getComputedStyle(root).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff");
    return layers.reduceRight((under, layer) => over(layer, under), sheet);
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || seen.has(element) || element.closest("script, style, noscript, svg, del, [disabled]")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (style.visibility !== "visible" || box.width <= 1 || box.height <= 1) continue; // hidden, or for screen readers only
    const under = behind(element);
    if (!under) continue;
    const [a, b] = [light(over(rgba(style.color), under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      faults.push(`contrast ${ratio.toFixed(2)} of ${style.color} in "${node.data.trim().slice(0, 40)}"`);
    }
  }
  return [...new Set(faults)].slice(0, 8);
}
