// Linked views: pointing at a report of the lineage picture lights up what stands behind it and what comes from it.
// Every picture says the same without this, in its links and its table.
function trace(picture, id) {
  const lines = [...picture.querySelectorAll("path[data-from]")];
  const lit = new Set([id]);
  const follow = (from, to) => {
    for (let grew = true; grew; ) {
      grew = false;
      for (const line of lines) {
        const ends = { from: [line.dataset.from], to: line.dataset.to.split(" ") };
        if (!ends[from].some((each) => lit.has(each))) continue;
        line.classList.add("lit");
        for (const each of to === "to" && from === "from" ? ends.to : ends.from) {
          if (!lit.has(each)) { lit.add(each); grew = true; }
        }
      }
    }
  };
  const own = new Set(lit);
  follow("to", "from");
  const above = new Set(lit);
  lit.clear();
  own.forEach((each) => lit.add(each));
  follow("from", "to");
  above.forEach((each) => lit.add(each));
  picture.querySelectorAll("[data-node]").forEach((node) => node.classList.toggle("lit", lit.has(node.dataset.node)));
}

function clear(picture) {
  picture.classList.remove("tracing");
  picture.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
}

for (const picture of document.querySelectorAll("svg.lineage-of")) {
  const begin = (event) => {
    const node = event.target.closest("[data-node]") || event.target.closest("a")?.querySelector("[data-node]");
    clear(picture);
    if (!node) return;
    picture.classList.add("tracing");
    trace(picture, node.dataset.node);
  };
  picture.addEventListener("pointerover", begin);
  picture.addEventListener("focusin", begin);
  picture.addEventListener("pointerleave", () => clear(picture));
  picture.addEventListener("focusout", () => clear(picture));
}
