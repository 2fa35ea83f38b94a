// What WCAG 2.2 AA asks of a page and a browser can compute. Returns a list of sentences: what is wrong, and where.
() => {
  const wrong = [];
  const say = (rule, element, more = "") => wrong.push(`${rule}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 140)} ${more}`.trim());
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  // colours: whatever CSS writes, as red, green, blue 0..255 and alpha 0..1
  const known = new Map();
  function colour(words) {
    if (!known.has(words)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = words;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(words, [r, g, b, a / 255]);
    }
    return known.get(words);
  }
  const over = (top, under, alpha = top[3]) => [0, 1, 2].map((k) => top[k] * alpha + under[k] * (1 - alpha)).concat(1);
  const canvas = colour(getComputedStyle(document.body).backgroundColor);
  function light([r, g, b]) {
    const [x, y, z] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }
  const ratio = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);

  // what an element's words stand on: its backgrounds and those behind; inner shadows are painted like one
  function grounds(element) {
    const behind = element.parentElement ? grounds(element.parentElement) : [canvas];
    const style = getComputedStyle(element);
    if (style.backgroundImage !== "none") say("a picture behind words", element);
    const own = behind.map((each) => over(colour(style.backgroundColor), each));
    const shade = style.boxShadow.includes("inset") && style.boxShadow.match(/(rgba?|color|oklab|oklch)\([^)]*\)/);
    return shade ? [...own, ...own.map((each) => over(colour(shade[0]), each))] : own;
  }
  function opacity(element) {
    return element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pairs = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !shown(element) || element.closest("[disabled], title, option")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ink = colour(element.closest("svg") ? style.fill : style.color);
    for (const ground of grounds(element)) {
      const seen = over(ink, ground, ink[3] * opacity(element));
      pairs.add(`${seen.map(Math.round)} ${ground.map(Math.round)}`);
      const found = ratio(seen, ground);
      if (found < least - 0.005) say(`contrast ${found.toFixed(2)} of ${least}`, element);
    }
  }
  for (const field of all("input:not([type=hidden]), textarea, select").filter(shown)) {
    const style = getComputedStyle(field);
    const around = grounds(field.parentElement)[0];
    if (style.appearance === "none" || !["checkbox", "radio", "range", "file"].includes(field.type)) {
      if (ratio(over(colour(style.borderTopColor), around), around) < 3) say("border of a field under 3", field);
    }
    const placeholder = field.placeholder && getComputedStyle(field, "::placeholder");
    if (placeholder) {
      const ground = grounds(field)[0];
      const found = ratio(over(colour(placeholder.color), ground, colour(placeholder.color)[3] * Number(placeholder.opacity)), ground);
      if (found < 4.5) say(`contrast ${found.toFixed(2)} of a placeholder`, field);
    }
  }

  // structure
  const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
  if (headings.filter((each) => each.tagName === "H1").length !== 1) wrong.push(`h1: ${headings.filter((each) => each.tagName === "H1").length}`);
  headings.reduce((before, each) => {
    const level = Number(each.tagName[1]);
    if (level > before + 1) say(`heading ${level} after ${before}`, each);
    return level;
  }, 0);
  for (const [selector, number] of [["main", 1], ["body > header", 1], ["[role=search]", 1]]) {
    if (all(selector).length !== number) wrong.push(`landmark ${selector}: ${all(selector).length}`);
  }
  const named = all("nav, aside, section[aria-label], [role=region]").map((each) => `${each.tagName} ${each.ariaLabel}`);
  for (const each of all("aside, [role=region], [role=group]")) if (!each.ariaLabel && !each.hasAttribute("aria-labelledby")) say("a region without a name", each);
  for (const name of new Set(named)) if (named.filter((each) => each === name).length > 1) wrong.push(`two regions of one name: ${name}`);
  for (const each of all("[id]")) if (all(`#${CSS.escape(each.id)}`).length > 1) say("an id twice", each);
  for (const each of all("[aria-labelledby], [aria-describedby], label[for]")) {
    for (const id of `${each.getAttribute("aria-labelledby") || ""} ${each.getAttribute("aria-describedby") || ""} ${each.htmlFor || ""}`.split(/\s+/)) {
      if (id && !document.getElementById(id)) say(`no element ${id}`, each);
    }
  }
  for (const table of all("table")) {
    if (!table.caption && !table.closest("[aria-label]")) say("a table without a name", table);
    if (!all("th", table).length) say("a table without heads", table);
    for (const head of all("th", table)) {
      if (!head.scope) say("a head that does not say of what", head);
      if (head.scope === "col" && !head.textContent.trim()) say("an empty head", head);
    }
  }
  for (const image of all("img")) if (!image.hasAttribute("alt")) say("a picture without words", image);
  for (const image of all("svg")) if (image.getAttribute("aria-hidden") !== "true" && !image.getAttribute("aria-label") && !image.querySelector(":scope > title")) say("a drawing without a name", image);
  for (const list of all("ul, ol")) for (const each of list.children) if (!["LI", "SCRIPT", "TEMPLATE"].includes(each.tagName)) say("no item of a list", each);
  for (const each of all("dl > *")) if (!["DT", "DD", "DIV"].includes(each.tagName)) say("no item of a list of terms", each);

  // language and direction
  const root = document.documentElement;
  if (root.dir !== (root.lang === "ar" ? "rtl" : "ltr")) wrong.push(`dir ${root.dir} of lang ${root.lang}`);
  for (const each of all("[hreflang]")) if (each.lang !== each.hreflang) say("a link to another language, its words without lang", each);
  const strong = (words) => [(words.match(/\p{Script=Arabic}/gu) || []).length, (words.match(/\p{Script=Latin}/gu) || []).length];
  for (const each of all("p, li, td, th, h1, h2, h3, h4, a, q, bdi, span, blockquote").filter(shown)) {
    const words = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(" ");
    const [arabic, latin] = strong(words);
    const turned = getComputedStyle(each).direction === "rtl" ? latin > 20 && latin > 4 * arabic : arabic > 20 && arabic > 4 * latin;
    if (turned && !/^[^\p{Script=Latin}]*\p{Script=Arabic}/u.test(words) === (getComputedStyle(each).direction === "ltr")) continue;
    if (turned) say("words against their direction", each);
  }

  // controls
  const targets = all("a[href], button, input:not([type=hidden]), textarea, select, summary").filter((each) => shown(each) && !each.disabled && !each.closest(".skip"));
  for (const each of all("[tabindex]")) if (each.tabIndex > 0) say("an order of its own", each);
  for (const each of all("a a, a button, button a, summary a, summary button, summary input, label a, label button")) say("a control in a control", each);
  const boxes = targets.map((each) => each.getBoundingClientRect());
  const small = (box) => box.width < 23.9 || box.height < 23.9;
  function amidWords(element) {
    if (!["inline", "inline-block"].includes(getComputedStyle(element).display)) return false;
    let block = element.parentElement;
    while (block && ["inline", "contents"].includes(getComputedStyle(block).display)) block = block.parentElement;
    const copy = block.cloneNode(true);
    for (const each of all("a, button, summary, input, textarea", copy)) each.remove();
    return /[\p{L}\p{N}]/u.test(copy.textContent);
  }
  function reaches(one, other) {
    const [x, y] = [one.x + one.width / 2, one.y + one.height / 2];
    if (small(other)) return Math.hypot(x - (other.x + other.width / 2), y - (other.y + other.height / 2)) < 24;
    return Math.hypot(Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)) < 12;
  }
  targets.forEach((each, number) => {
    if (!small(boxes[number]) || amidWords(each) || (each.labels?.[0] && !small(each.labels[0].getBoundingClientRect()))) return;
    const leads = each.getAttribute("href");
    const same = leads && targets.some((other, place) => other.getAttribute("href") === leads && !small(boxes[place]));
    const near = boxes.findIndex((box, place) => place !== number && !each.contains(targets[place]) && !targets[place].contains(each) && reaches(boxes[number], box));
    if (!same && near >= 0) say(`a target of ${boxes[number].width.toFixed(0)}×${boxes[number].height.toFixed(0)} too near another`, each, `| ${targets[near].outerHTML.slice(0, 60)}`);
  });
  return { wrong: [...new Set(wrong)], pairs: [...pairs] };
}
