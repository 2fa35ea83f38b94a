// The slider, layers, dropped files and live progress. Every page works without this.
import "./keys.js";
import "./selection.js";

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
