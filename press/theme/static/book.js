// The button of the theme leads from the system's choice to the other theme, and on.
const root = document.documentElement;
root.classList.remove("no-js");
for (const button of document.querySelectorAll(".theme-toggle")) button.addEventListener("click", () => {
  const { dataset } = document.body, themes = ["auto", "dark", "light"];
  if (matchMedia("(prefers-color-scheme: dark)").matches) themes.reverse();
  localStorage.theme = dataset.theme = themes[(themes.indexOf(dataset.theme) + 1) % 3];
});

// The page contents mark the section that is read; the way to the top shows to those who go up.
const contents = document.querySelector(".toc-scroll"), below = parseFloat(getComputedStyle(root).fontSize) * 6;
let lastY = scrollY, current;
function followScrolling() {
  root.classList.toggle("show-back-to-top", scrollY > 64 && scrollY < lastY);
  lastY = scrollY;
  let read;
  for (const link of contents?.querySelectorAll("a") ?? []) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section?.getBoundingClientRect().top < below) read = link;
  }
  if (read === current) return;
  current?.parentElement.classList.remove("scroll-current");
  read?.parentElement.classList.add("scroll-current");
  contents.scrollTop = read ? read.offsetTop - contents.clientHeight / 2 : 0;
  current = read;
}
addEventListener("scroll", followScrolling);

// The list of chapters shows the one that is read.
const chapters = document.querySelector(".sidebar-scroll"), here = chapters?.querySelector(".current-page");
if (here) chapters.scrollTo({ top: here.offsetTop - chapters.clientHeight / 2, behavior: "instant" });

// What scrolls sideways can be reached with the keyboard, and moved with it.
function makeScrollableFocusable() {
  const boxes = [...document.querySelectorAll("article pre, article div.math, .table-wrapper")];
  const wide = boxes.map(box => box.scrollWidth > box.clientWidth); // all are measured before any is changed
  boxes.forEach((box, n) => box.toggleAttribute("tabindex", wide[n]) && (box.tabIndex = 0));
}
addEventListener("load", makeScrollableFocusable);
addEventListener("resize", makeScrollableFocusable);
document.addEventListener("toggle", makeScrollableFocusable, true);

// Code has a button that copies it.
const copyButton = document.getElementById("copy")?.content.firstChild;
for (const code of document.querySelectorAll(".cell_input pre, .highlight-bibtex pre")) {
  const button = copyButton.cloneNode(true), { ariaLabel } = button;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trimEnd());
    button.classList.add("done");
    button.ariaLabel = button.dataset.done;
    setTimeout(() => { button.classList.remove("done"); button.ariaLabel = ariaLabel; }, 2000);
  });
  code.after(button);
}

// A link to a solution opens it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  target?.closest("details")?.setAttribute("open", "");
}
addEventListener("hashchange", openTarget);
openTarget();

// Furo's drawers by keyboard: the switch leads into the drawer, Escape or a link out of it.
for (const [name, place] of [["__navigation", ".sidebar-drawer"], ["__toc", ".toc-drawer"]]) {
  const toggle = document.getElementById(name), drawer = document.querySelector(place);
  const enter = () => [...drawer.querySelectorAll("a")].find(link => link.checkVisibility()).focus();
  toggle.addEventListener("change", () => { if (toggle.checked) enter(); });
  drawer.addEventListener("click", event => { if (event.target.closest("a")) toggle.checked = false; });
  drawer.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !toggle.checked) return;
    toggle.checked = false;
    toggle.focus();
  });
}

// The twin in the other language is shown at the same place.
const twin = document.querySelector(".sidebar-twin");
twin?.addEventListener("click", () => Object.assign(twin, { search: location.search, hash: location.hash }));

// Runs a script, once.
const loading = {};
function load(address) {
  return loading[address] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
const own = document.currentScript.src;
const ownScript = name => own.replace("book.js", `${name}.js`);

// The words of a search are marked where it led to, by scripts of Sphinx that no other visit loads.
if (localStorage.getItem("sphinx_highlight_terms") && typeof Search === "undefined") {
  const scripts = ["documentation_options", "doctools", "sphinx_highlight"];
  if (root.lang !== "en") scripts.splice(2, 0, "translations");
  scripts.reduce((before, name) => before.then(() => load(ownScript(name))), Promise.resolve());
}

// Previews: nothing of them is loaded before a link is pointed at or reached by keyboard.
const asksForPreview = link => link.matches(":hover, :focus-visible");
async function preview({ type, target, relatedTarget, pointerType }) {
  const link = target.closest("a.previewed");
  if (!link || link.contains(relatedTarget) || pointerType === "touch") return;
  if (type === "focusin" && !link.matches(":focus-visible")) return;  // a tap
  const pause = new Promise(resolve => setTimeout(resolve, 150));
  await load(ownScript("previews"));
  await load(link.href.replace(/\.html(\?[^#]*)?#.*/, ".previews.js"));
  await pause;
  if (asksForPreview(link)) showPreview(link);
}
document.addEventListener("pointerover", preview);
document.addEventListener("focusin", preview);
