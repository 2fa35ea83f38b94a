// Words selected in a report's text become the place of a note: counted as the case counts, in code points.
const article = document.querySelector(".layered");
const button = document.getElementById("note-selection");

// a character that would turn or break the line is shown as a token of several, and is one
function length(part) {
  for (const token of part.querySelectorAll(".token")) token.replaceWith("-");
  return [...part.textContent].length;
}

function within(paragraph, node, at) {
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, at);
  return Number(paragraph.dataset.start) + length(before.cloneContents());
}

function place(range) {
  const touched = [...article.querySelectorAll("[data-start]")].filter((each) => each.checkVisibility() && range.intersectsNode(each));
  const [first, last] = [touched[0], touched.at(-1)];
  if (!first) return "";
  const start = first.contains(range.startContainer) ? within(first, range.startContainer, range.startOffset) : Number(first.dataset.start);
  const stop = last.contains(range.endContainer) ? within(last, range.endContainer, range.endOffset) : within(last, last, last.childNodes.length);
  return start < stop ? `${start}-${stop}` : "";
}

function selected() {
  const selection = document.getSelection();
  return selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0).intersectsNode(article) ? selection : null;
}

if (article && button) {
  const about = document.getElementById("new-note");
  const { at, exact, passage, words } = about.querySelector("form").elements;
  document.addEventListener("selectionchange", () => { button.hidden = !selected(); });
  passage.addEventListener("input", () => { exact.value = ""; });
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const selection = selected();
    if (selection) {
      at.value = place(selection.getRangeAt(0));
      exact.value = at.value && "1";
      passage.value = selection.toString().trim();
    }
    about.open = true;
    words.focus();
    words.scrollIntoView({ block: "center" });
  });
}
