// What scrolls sideways can be reached with the keyboard, and scrolled with it.
function makeScrollableFocusable() {
  for (const box of document.querySelectorAll("article pre, article div.math, .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", makeScrollableFocusable);
addEventListener("resize", makeScrollableFocusable);
document.addEventListener("toggle", makeScrollableFocusable, true);

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

// The words of a search are marked where it led to, by scripts of Sphinx that no other visit loads.
if (localStorage.getItem("sphinx_highlight_terms") && typeof Search === "undefined") {
  for (const name of ["doctools", "sphinx_highlight"]) {
    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset.content_root}_static/${name}.js`;
    script.async = false;
    document.head.append(script);
  }
}
