// Shows what a link leads to beside the link; book.js loads this at the first use.
const PREVIEWS = {};  // by id; filled by the files that previews.py writes
const previewBox = document.createElement("div");
let previewedLink;

previewBox.id = "preview";
previewBox.popover = "auto";  // a click elsewhere closes it
previewBox.addEventListener("beforetoggle", event => {
  if (event.newState === "open") previewedLink.setAttribute("aria-describedby", previewBox.id);
  else previewedLink.removeAttribute("aria-describedby");
});
document.querySelector("article").append(previewBox);

function showPreview(link) {
  previewBox.hidePopover();
  previewedLink = link;
  link.removeAttribute("title");  // the browser would show it, too
  previewBox.innerHTML = PREVIEWS[link.hash.slice(1)];
  for (const inner of previewBox.querySelectorAll("a")) inner.href = new URL(inner.getAttribute("href"), link.href);
  previewBox.showPopover({ source: link });
  placePreview();
}

// Below the link, or above it where only there is room; never beyond the window's sides.
function placePreview() {
  const { clientWidth, clientHeight } = document.documentElement;
  const at = previewedLink.getBoundingClientRect();
  const { width, height } = previewBox.getBoundingClientRect();
  const above = at.bottom + height > clientHeight && at.top > height;
  previewBox.style.left = `${scrollX + Math.max(8, Math.min(at.left, clientWidth - width - 8))}px`;
  previewBox.style.top = `${scrollY + (above ? at.top - height : at.bottom)}px`;
}

// It stays while pointer or focus is on the link or on the preview itself.
function hidePreview() {
  if (previewedLink && !asksForPreview(previewedLink) && !previewBox.matches(":hover, :focus-within"))
    previewBox.hidePopover();
}
for (const left of ["pointerout", "focusout"]) addEventListener(left, () => setTimeout(hidePreview, 300));

// The browser would do so itself, but sphinx_highlight.js keeps the key from it.
addEventListener("keydown", event => {
  if (event.key === "Escape") previewBox.hidePopover();
});
