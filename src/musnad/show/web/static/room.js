// Keys, the slider, layers, dropped files and live progress. Every page works without this.
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
let at = -1;
let marked = "";

function move(step) {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all.forEach((row, number) => row.classList.toggle("on", number === at));
  all[at].scrollIntoView({ block: "center" });
  const first = all[at].querySelector("a.words, a, button");
  if (first) first.focus({ preventScroll: true });
}

function compare() {
  const report = (rows()[at] || document.querySelector("[data-report]"))?.dataset.report;
  if (!report) return;
  if (marked && marked !== report) {
    location.assign(`/${document.documentElement.lang}/compare?base=${encodeURIComponent(marked)}&with=${encodeURIComponent(report)}`);
    return;
  }
  marked = marked === report ? "" : report;
  document.querySelectorAll("[data-row]").forEach((row) => row.classList.toggle("marked", marked !== "" && row.dataset.report === marked));
}

function judge(key) {
  const button = (rows()[at] || document).querySelector(`button[data-key="${key}"]`);
  if (button) button.form.requestSubmit(button);
}

const keys = {
  "/": () => document.getElementById("q").focus(),
  j: () => move(1),
  k: () => move(-1),
  d: compare,
  e: () => document.querySelector(".export-csv")?.click(),
  y: () => judge("y"),
  n: () => judge("n"),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=range]), textarea, select, dialog")) return;
  // the same keys on an Arabic keyboard
  const key = { "ت": "j", "ن": "k", "ي": "d", "ث": "e", "غ": "y", "ى": "n", "؟": "?" }[event.key] || event.key;
  if (!keys[key]) return;
  event.preventDefault();
  keys[key]();
});

const remember = (name, value) => {
  const address = new URL(location.href);
  address.searchParams.delete(name);
  if (value !== "") address.searchParams.set(name, value);
  history.replaceState(null, "", address);
};

const level = document.getElementById("level");
level?.addEventListener("input", () => {
  document.getElementById("levels-of").dataset.level = level.value;
  remember("level", level.value);
});

const layers = document.querySelector(".layers");
layers?.addEventListener("change", () => {
  remember("layers", [...layers.querySelectorAll("input:checked")].map((box) => box.value).join(",") || "none");
});

// the reviewer's name stays from card to card, in this browser only
document.querySelectorAll('input[name="by"]:not([type=hidden])').forEach((field) => {
  field.value ||= localStorage.getItem("reviewer") || "";
  field.addEventListener("change", () => {
    localStorage.setItem("reviewer", field.value);
    document.querySelectorAll('input[name="by"]:not([type=hidden])').forEach((other) => { other.value ||= field.value; });
  });
});

const drop = document.querySelector(".drop");
if (drop) {
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    drop.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

async function follow(run) {
  const answer = await fetch(run.dataset.poll, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const state = await answer.json();
  if (!state.running) { location.reload(); return; }
  const bar = run.querySelector("progress");
  bar.max = state.total || 1;
  bar.value = state.done;
  run.querySelector("[data-doing]").textContent = state.doing;
  setTimeout(() => follow(run), 700);
}
const run = document.getElementById("run");
if (run?.dataset.poll) setTimeout(() => follow(run), 300);

document.getElementById("at")?.scrollIntoView({ block: "center" });
