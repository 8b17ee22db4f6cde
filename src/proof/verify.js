// Recalculates a published figure in the reader's browser: exactly, step by step, from the bytes that are published.
// It comes from the same site as the figure, so it cannot vouch for itself; `folio verify` checks from outside.
(() => {
  "use strict";

  const fail = (key, parts = {}) => {
    throw Object.assign(new Error(key + " " + JSON.stringify(parts)), { key, parts });
  };

  // Whole numbers of 128 bits, as those who published the figure had.
  const MOST = 2n ** 127n;
  const fit = (n) => (n < MOST && n > -MOST ? n : fail("large"));
  const abs = (n) => (n < 0n ? -n : n);
  const ten = (n) => 10n ** BigInt(n);

  // Fractions: [numerator, denominator], reduced, the denominator more than zero.
  const gcd = (a, b) => (b ? gcd(b, a % b) : a);
  const frac = (n, d = 1n) => {
    if (d < 0n) [n, d] = [-n, -d];
    const g = gcd(abs(n), d) || 1n;
    return [fit(n / g), fit(d / g)];
  };
  const add = ([a, b], [c, d]) => frac(a * d + c * b, b * d);
  const sub = (x, [c, d]) => add(x, [-c, d]);
  const mul = ([a, b], [c, d]) => frac(a * c, b * d);
  const div = (x, [c, d]) => mul(x, frac(d, c));
  const less = ([a, b], [c, d]) => a * d < c * b;
  // As people read it: all digits, where they end soon; else the fraction, and about how much it is.
  const show = ([n, d]) => {
    let digits = 0;
    while (digits < 12 && ten(digits) % d) digits += 1;
    const ends = !(ten(digits) % d);
    const fraction = d === 1n ? String(n) : n + "/" + d;
    if (abs(n) >= ten(18) * d) return fraction;
    return ends ? round([n, d], digits) : `${fraction} ≈ ${round([n, d], 6)}`;
  };

  // Half away from zero.
  const round = ([n, d], digits) => {
    const size = abs(n) * ten(digits);
    const whole = size / d + (2n * (size % d) >= d ? 1n : 0n);
    if (whole >= ten(30)) fail("large");
    const text = String(whole).padStart(digits + 1, "0");
    const at = text.length - digits;
    return (n < 0n && whole ? "-" : "") + text.slice(0, at) + (digits ? "." + text.slice(at) : "");
  };

  // Decimals: [mantissa, digits after the point].
  const decimal = (m, scale) => (abs(m) < ten(30) && scale >= 0 && scale < 30 ? [m, scale] : null);
  const plain = (text) => {
    const found = /^([-\u2212]?)(\d+)(?:\.(\d+))?$/.exec(text);
    const [, minus, whole, rest = ""] = found || fail("manifest");
    return decimal(BigInt(whole + rest) * (minus ? -1n : 1n), rest.length) || fail("large");
  };
  const worth = ([m, scale]) => frac(m, ten(scale));
  const written = (text) => worth(plain(text));

  const GAPS = " \u00a0\u202f'’";

  // The number of a cell in a column whose numbers are written in one way.
  const number = (cell, { mark, sign = "" }) => {
    const [point, other] = mark === "comma" ? [",", "."] : [".", ","];
    const [, before, inner, after] = /^([$€£¥₹₩]?)(.*?)([%$€£¥₹₩]?)$/su.exec(cell);
    if (before + after !== sign) return null;
    let text = before || after ? inner.replace(/^[\s'’]+|[\s'’]+$/gu, "") : inner;
    const minus = /^[-\u2212]/.test(text);
    const [, digits, power = 0] = /^[-\u2212+]?(.*?)(?:[eE]([-+]?\d+))?$/s.exec(text);
    text = digits;
    const at = text.indexOf(point);
    let [whole, rest] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    const gap = [...whole].find((c) => c === other || GAPS.includes(c));
    if (gap) {
      const groups = whole.split(gap);
      if (!/^[1-9]\d{0,2}$/.test(groups[0]) || !groups.slice(1).every((group) => /^\d{3}$/.test(group))) return null;
      whole = groups.join("");
    }
    if (!/^\d*$/.test(whole + rest) || !(whole + rest) || whole.length + rest.length > 39) return null;
    const [m, scale] = decimal(BigInt(whole + rest) * (minus ? -1n : 1n), rest.length) || [0n, 39];
    const left = scale - power;
    if (scale > 38 || Math.abs(left) > 38) return null;
    return left < 0 ? decimal(m * ten(-left), 0) : decimal(m, left);
  };

  const DAYS = {
    iso: /^(\d{4})-(\d\d)-(\d\d)(?=$|[ T])/,
    slashes: /^(\d{4})\/(\d\d)\/(\d\d)(?=$|[ T])/,
    digits: /^(\d{4})(\d\d)(\d\d)$/,
    month: /^(\d{4})-(\d\d)$/,
    quarter: /^(\d{4})-[Qq]([1-4])$/,
  };

  // A day or window as a text whose order is that of time.
  const day = (cell, form) => {
    const found = DAYS[form]?.exec(cell);
    if (!found) return null;
    const [, year, month, of = "01"] = found;
    if (form !== "quarter") {
      const date = new Date(Date.UTC(2000, 0, 1));
      date.setUTCFullYear(+year, +month - 1, +of);
      if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== +of) return null;
    }
    return found.slice(1).join("-");
  };

  // CSV as RFC 4180 has it, and nothing else.
  const parse = (text) => {
    const rows = [];
    let row = [];
    let at = 0;
    const wrong = () => fail("table", { line: rows.length + 1 });
    while (at < text.length) {
      let cell = "";
      if (text[at] === '"') {
        const found = /"((?:[^"]|"")*)"(?=[,\r\n]|$)/y;
        found.lastIndex = at;
        const [whole, inner] = found.exec(text) || wrong();
        cell = inner.replaceAll('""', '"');
        at += whole.length;
      } else {
        while (at < text.length && !",\r\n".includes(text[at])) cell += text[at++];
      }
      row.push(cell);
      if (text[at] === ",") {
        at += 1;
        if (at < text.length) continue;
        row.push("");
      }
      if (text[at] === "\r" && text[at + 1] !== "\n") wrong();
      at += text[at] === "\r" ? 2 : 1;
      rows.push(row);
      row = [];
    }
    const names = rows.shift() || wrong();
    rows.forEach((cells, index) => {
      const filled = cells.some((cell) => cell);
      if (!filled || cells.length < names.length || cells.slice(names.length).some((cell) => cell)) {
        fail("table", { line: index + 2 });
      }
    });
    return { names, rows };
  };

  // What a condition says, and whether a cell satisfies it.
  const condition = (one) => {
    const { column, from, to } = one;
    if (one.texts) {
      const texts = new Set(one.texts);
      const shown = one.texts.slice(0, 9).map((text) => text || '""').join(", ") + (one.texts.length > 9 ? " …" : "");
      return [`${column} ${one.not ? "≠" : "="} ${shown}`, (cell) => texts.has(cell) !== Boolean(one.not)];
    }
    const signs = [one.above ? "<" : "≤", one.below ? "<" : "≤"];
    const shown = (from ? `${from} ${signs[0]} ` : "") + column + (to ? ` ${signs[1]} ${to}` : "");
    const [low, high] = [from, to].map((bound) => (bound && !one.days ? written(bound) : bound));
    const before = one.days ? (a, b) => a < b : less;
    const read = (cell) => {
      if (one.days) return day(cell, one.days) ?? fail("day", { cell, column });
      return worth(number(cell, one.numbers) || fail("number", { cell, column }));
    };
    const inside = (cell) => {
      if (!cell) return false;
      const own = read(cell);
      const early = low && (before(own, low) || (one.above && !before(low, own)));
      const late = high && (before(high, own) || (one.below && !before(own, high)));
      return !early && !late;
    };
    return [shown, inside];
  };

  /** Carries a plan out over a table of CSV: the exact value, the rows, and each step. */
  const calculate = (plan, text) => {
    const steps = [];
    const step = (key, parts) => steps.push({ key, parts });
    const { names, rows } = parse(text);
    const find = (name) => {
      const at = names.indexOf(name);
      return at < 0 || names.indexOf(name, at + 1) >= 0 ? fail("column", { column: name }) : at;
    };
    step("rows", { rows: rows.length, columns: names.length });
    let kept = rows;
    for (const one of plan.where || []) {
      const [shown, holds] = condition(one);
      const at = find(one.column);
      kept = kept.filter((row) => holds(row[at]));
      step("where", { condition: shown, rows: kept.length });
    }
    const matching = kept.length;
    const columns = (plan.columns || []).map((column) => ({ ...column, at: find(column.name) }));
    const used = kept.filter((row) => columns.every(({ at }) => row[at]));
    const blanks = matching - used.length;
    if (blanks) step("blank", { count: blanks, columns: columns.map(({ name }) => name).join(", ") });
    const { op } = plan;
    const counted = op === "count" || op === "distinct";
    if (!used.length && !counted) fail("rows");
    const name = columns[0]?.name;

    const values = ({ name: column, at, numbers }) => {
      const read = used.map((row) => number(row[at], numbers) || fail("number", { cell: row[at], column }));
      const scale = read.reduce((most, [, own]) => (own > most ? own : most), 0);
      return { scale, whole: read.map(([m, own]) => fit(m * ten(scale - own))) };
    };
    const [first, second] = counted ? [] : columns.map(values);
    const of = (n, { scale }) => frac(n, ten(scale));
    const sum = (which, { name }) => {
      const total = of(which.whole.reduce((all, n) => fit(all + n), 0n), which);
      step("sum", { column: name, value: show(total) });
      return total;
    };
    const count = () => {
      step("count", { count: used.length });
      return frac(BigInt(used.length));
    };
    const times = written(plan.times || "1");
    const divide = (above, below, factor = frac(1n)) => {
      if (!below[0]) fail("zero");
      const value = mul(div(above, below), factor);
      const by = factor[0] === factor[1] ? "" : ` × ${show(factor)}`;
      step("", { formula: `(${show(above)}) / (${show(below)})${by} = ${show(value)}` });
      return value;
    };
    const minus = (one, other) => {
      const value = sub(one, other);
      step("", { formula: `(${show(one)}) − (${show(other)}) = ${show(value)}` });
      return value;
    };
    const growth = (grown, base) => (base[0] < 0n ? fail("negative") : divide(grown, base, times));

    // The number of the row that comes first or last.
    const end = (last) => {
      const { column, numbers, days, descending } = plan.order;
      const at = find(column);
      const read = numbers ? used.map((row) => number(row[at], numbers)) : [null];
      const whole = read.every((n) => n);
      const keys = used.map((row, index) => (whole ? worth(read[index]) : day(row[at], days)) ?? fail("place", { cell: row[at], column }));
      const before = (a, b) => (whole ? less(a, b) : a < b);
      const wanted = last === Boolean(descending) ? before : (a, b) => before(b, a);
      let best = 0;
      keys.forEach((key, index) => (best = wanted(key, keys[best]) ? index : best));
      const same = (key) => !before(key, keys[best]) && !before(keys[best], key);
      if (keys.some((key, index) => same(key) && first.whole[index] !== first.whole[best])) fail("tie", { column });
      const value = of(first.whole[best], first);
      step(last ? "last" : "first", { column: name, place: used[best][at], value: show(value) });
      return value;
    };

    const value = {
      count,
      distinct: () => {
        const different = new Set(used.map((row) => row[columns[0].at])).size;
        step("distinct", { column: name, count: different });
        return frac(BigInt(different));
      },
      sum: () => sum(first, columns[0]),
      mean: () => divide(sum(first, columns[0]), count()),
      min: () => of(first.whole.reduce((a, b) => (b < a ? b : a)), first),
      max: () => of(first.whole.reduce((a, b) => (b > a ? b : a)), first),
      quantile: () => {
        const ordered = [...first.whole].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        const place = mul(written(plan.share), frac(BigInt(ordered.length - 1)));
        const low = place[0] / place[1];
        const [below, above] = [low, low + 1n].map((at) => ordered[Math.min(Number(at), ordered.length - 1)]);
        const way = mul(of(fit(above - below), first), sub(place, frac(low)));
        const found = add(of(below, first), way);
        step("quantile", { place: show(place), below: show(of(below, first)), above: show(of(above, first)), value: show(found) });
        return found;
      },
      first: () => end(false),
      last: () => end(true),
      only: () => (used.length === 1 ? of(first.whole[0], first) : fail("several", { count: used.length })),
      ratio: () => divide(sum(first, columns[0]), second ? sum(second, columns[1]) : count(), times),
      delta: () => (second ? minus(sum(first, columns[0]), sum(second, columns[1])) : minus(end(true), end(false))),
      growth: () => {
        if (!second) {
          const base = end(false);
          return growth(minus(end(true), base), base);
        }
        const above = sum(first, columns[0]);
        const base = sum(second, columns[1]);
        return growth(minus(above, base), base);
      },
    }[op] || fail("manifest");
    const result = value();
    if (["min", "max", "only"].includes(op)) step(op, { column: name, value: show(result) });
    return { value: result, rows: rows.length, used: used.length, left_out: rows.length - matching, blanks, steps };
  };

  /** Whether a value gives the figure that is claimed: the same at its digits, or within its bound. */
  const gives = (value, { bound, number: stated, to }) => {
    const [one, other] = [stated, to].map((text) => (text === undefined ? null : written(text)));
    const scale = Math.max(...[stated, to].filter((text) => text !== undefined).map((text) => plain(text)[1]));
    const rounded = round(value, scale);
    const holds = {
      exact: () => rounded === stated.replace("\u2212", "-"),
      "at-least": () => !less(value, one),
      "at-most": () => !less(one, value),
      between: () => !less(value, one) && !less(other || fail("manifest"), value),
    }[bound] || fail("manifest");
    return { rounded, holds: holds(), digits: scale };
  };

  // RFC 8785, of what a claim is made of: texts, whole numbers, lists and maps.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${members.join(",")}}`;
  };

  if (typeof document === "undefined") {
    globalThis.folio = { calculate, gives, round, canonical };
    return;
  }
  const part = (name) => document.getElementById("recalculate" + name);
  const root = new URL(part("").dataset.root, location.href);
  const [steps, status] = [part("-steps"), part("-status")];
  const words = {};
  for (const one of part("-words").content.querySelectorAll("[data-word]")) words[one.dataset.word] = one.textContent;
  const word = (key, parts = {}) => (words[key] ?? key).replace(/\[(\w+)\]/g, (all, name) => parts[name] ?? all);
  const item = (content) => {
    const made = document.createElement("li");
    made.append(content);
    steps.append(made);
  };
  const say = (key, parts) => item(parts.formula || word("step_" + key, parts));
  const hash = async (bytes) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const read = async (path) => {
    const url = new URL(path, root);
    if (url.origin !== root.origin || !url.pathname.startsWith(root.pathname)) fail("manifest");
    const answer = await fetch(url, { cache: "no-cache" }).catch(() => {});
    if (!answer?.ok) fail("read", { file: path });
    const bytes = await answer.arrayBuffer();
    const text = () => {
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        fail("text", { file: path });
      }
    };
    return { hex: await hash(bytes), bytes: bytes.byteLength, text };
  };

  const squeezed = (text) => text.replace(/\s+/gu, "");

  // The page of the claim shows it as the manifest has it.
  const page = async (entry, sums) => {
    const name = decodeURI(entry.page) + (/(^|\/)$/.test(entry.page) ? "index.html" : "");
    const found = await read(entry.page || "./");
    const shown = new DOMParser().parseFromString(found.text(), "text/html");
    const claim = `${entry.page}#${entry.anchor}`;
    const notes = (entry.forensics || []).filter((look) => look.note);
    const displayed = (what) => {
      const [kind, number] = what.split("-");
      return (number ? notes[number - 1]?.[kind] : entry.displayed[what]) ?? fail("manifest");
    };
    let count = 0;
    for (const one of shown.querySelectorAll("[data-shows]")) {
      if (one.closest("[data-claim]")?.dataset.claim !== claim) continue;
      const wanted = one.dataset.shows.split(/\s+/).map(displayed).join(" ");
      if (squeezed(wanted) !== squeezed(one.textContent)) fail("page", { page: name, shown: one.textContent.trim(), wanted });
      count += 1;
    }
    if (!count) fail("nowhere", { page: name });
    say("page", { page: name, count });
    if (sums.get(name) !== found.hex) say("altered", { page: name });
  };

  const recalculate = async (entry, one, sums) => {
    if (!one.plan) fail("plan");
    const place = one.table || one.file;
    const table = await read(place.split("/").map(encodeURIComponent).join("/"));
    if (!place.startsWith(`proof/evidence/${table.hex}/`) || sums.get(place) !== table.hex) fail("file", { file: place });
    if (place === one.file && !entry.claim.evidence.includes(table.hex)) fail("file", { file: place });
    say("file", { file: place.split("/").pop(), bytes: table.bytes, digest: table.hex });
    const outcome = calculate(one.plan, table.text());
    outcome.steps.forEach(({ key, parts }) => say(key, parts));
    const { rounded, holds, digits } = gives(outcome.value, entry.claim[one.of]);
    say("round", { digits, rounded });
    const shown = entry.displayed[one.of];
    if (!holds || rounded !== one.rounded) fail("differs", { rounded, shown });
    say(one.of, { shown });
  };

  const choose = (manifest) => {
    part("-figure").textContent = word("choose");
    status.hidden = true;
    for (const entry of manifest.claims.filter((one) => one.calculations.length)) {
      const link = document.createElement("a");
      link.href = "?" + new URLSearchParams({ page: entry.page, figure: entry.claim.id });
      link.textContent = `${entry.displayed.name}: ${entry.displayed.value}`;
      item(link);
    }
  };

  const run = async () => {
    if (location.protocol === "file:") return (status.textContent = word("disk"));
    if (!globalThis.crypto?.subtle) return (status.textContent = word("insecure"));
    status.textContent = word("working");
    try {
      const manifest = await read("proof/manifest.json");
      const lines = (await read("proof/SHA256SUMS")).text().split("\n").filter(Boolean);
      const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
      if (sums.get("proof/manifest.json") !== manifest.hex) fail("file", { file: "proof/manifest.json" });
      const { version, claims } = JSON.parse(manifest.text());
      if (version !== 1) fail("manifest");
      const asked = new URLSearchParams(location.search);
      if (!asked.has("figure")) return choose({ claims });
      const entry = claims.find((one) => one.claim.id === asked.get("figure") && one.page === asked.get("page")) || fail("claim");
      part("-figure").textContent = `${entry.displayed.name}: ${entry.displayed.value}`;
      const digest = await hash(new TextEncoder().encode(canonical(entry.claim)));
      if (digest !== entry.digest) fail("digest");
      say("claim", { digest });
      await page(entry, sums);
      if (!entry.calculations.length) fail("plan");
      for (const one of entry.calculations) {
        if (entry.claim[one.of === "value" ? "calc" : "baseline_calc"] !== one.phrase) fail("digest");
        await recalculate(entry, one, sums);
      }
      status.textContent = word("holds");
      status.className = "holds";
    } catch (error) {
      // Whatever goes wrong, nothing is said to hold.
      status.textContent = word("fails", { reason: error.key ? word("fault_" + error.key, error.parts) : String(error.message) });
      status.className = "fails";
    }
  };
  run();
})();
