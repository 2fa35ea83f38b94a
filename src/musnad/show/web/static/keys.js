// Keys of every page. They can be switched off in the list of keys; nothing needs them.
const rows = () => [...document.querySelectorAll("[data-row], a[rel=next]")].filter((row) => row.checkVisibility());
const told = document.getElementById("told");
const help = document.getElementById("keys");
const wanted = document.getElementById("keys-on");
let at = -1;

function current() {
  const all = rows();
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  if (focused >= 0) at = focused;
  return all[at];
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  current();
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all.forEach((row, number) => row.classList.toggle("on", number === at));
  all[at].scrollIntoView({ block: "center" });
  const opens = all[at].matches("a") ? all[at] : all[at].querySelector("a.words, a, button, summary");
  if (!opens) all[at].tabIndex = -1;  // a row that opens nothing is read out as a whole
  (opens || all[at]).focus({ preventScroll: true });
}

// the reports a row is about: the one it names, else those its links open
function reportsOf(row) {
  const named = row?.dataset.report;
  if (named) return [named];
  const links = [...(row?.querySelectorAll("a[href*='/report/']") || [])];
  return [...new Set(links.map((link) => decodeURIComponent(link.pathname.split("/report/")[1] || "")))].filter(Boolean);
}

function show(marked) {
  for (const row of rows()) row.classList.toggle("marked", marked !== "" && row.dataset.report === marked);
}

function compare() {
  const here = reportsOf(current());
  if (!here.length) here.push(...reportsOf(document.querySelector("[data-report]")));
  const marked = sessionStorage.getItem("marked") || "";
  const [base, other] = here.length === 2 ? here : [marked, here[0]];
  if (!other) return;
  if (base && base !== other) {
    sessionStorage.removeItem("marked");
    location.assign(`/${document.documentElement.lang}/compare?base=${encodeURIComponent(base)}&with=${encodeURIComponent(other)}`);
    return;
  }
  const now = base === other ? "" : other;
  sessionStorage.setItem("marked", now);
  show(now);
  told.textContent = now ? told.dataset.marked : told.dataset.unmarked;
}

function judge(key) {
  const button = (current() || document).querySelector(`button[data-key="${key}"]`);
  if (button) button.form.requestSubmit(button);
}

const keys = {
  "/": () => document.getElementById("q").focus(),
  j: () => move(1),
  k: () => move(-1),
  d: compare,
  e: () => document.querySelector(".export-csv")?.click(),
  m: () => document.getElementById("note-selection")?.click(),
  y: () => judge("y"),
  n: () => judge("n"),
  "?": () => help.showModal(),
};
// what stands on the same keys of Arabic keyboards; of any other script the place of the key decides
const ARABIC = { "ت": "j", "ن": "k", "ي": "d", "ث": "e", "ة": "m", "غ": "y", "ى": "n", "؟": "?", "ظ": "/" };
const PLACES = { KeyJ: "j", KeyK: "k", KeyD: "d", KeyE: "e", KeyM: "m", KeyY: "y", KeyN: "n" };

function keyOf(event) {
  const key = event.shiftKey ? event.key : event.key.toLowerCase();
  if (key in keys) return key;
  if (key in ARABIC) return ARABIC[key];
  if (key.length !== 1 || key.codePointAt(0) < 0x250) return "";
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : PLACES[event.code] || "";
}

document.addEventListener("keydown", (event) => {
  if (help.open || !wanted.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=range]), textarea, select")) return;
  const key = keyOf(event);
  if (!key) return;
  event.preventDefault();
  keys[key]();
});

wanted.checked = localStorage.getItem("keys") !== "off";
wanted.addEventListener("change", () => localStorage.setItem("keys", wanted.checked ? "on" : "off"));
const opener = document.getElementById("help");
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
show(sessionStorage.getItem("marked") || "");
