// What a page is measured by: `measure.width()`, `measure.targets()`, `measure.focusable()`, …
(() => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const open = () => document.querySelector("dialog[open]") ?? document;

  const shown = (it) =>
    it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !it.closest("[inert]");

  const named = (it) => `${it.localName}#${it.id || it.name || ""} “${it.innerText ?? ""}”`.slice(0, 80);

  // What a finger hits: a label with its box, the row that a link is stretched over.
  const hit = (it) => {
    if (it.matches("[type=checkbox], [type=radio]") && it.closest("label")) return it.closest("label");
    const after = getComputedStyle(it, "::after");
    const isStretched = after.content !== "none" && after.position === "absolute" && after.inset === "0px";
    return (isStretched && it.closest("li, tr")) || it;
  };

  // WCAG 2.5.8: words in a sentence are as high as the sentence.
  const isInSentence = (it) => {
    if (it.localName !== "a" || getComputedStyle(it).display !== "inline") return false;
    const own = it.innerText.trim();
    const around = it.closest("p, pre, dd, li")?.innerText.trim() ?? own;
    return around.length > own.length;
  };

  // The exceptions that the look makes where a mouse is: the small month, those of a year, rows of calendars, events
  // as high as they are long. The number of a day is hit around it.
  const DENSE = ".month a, .year a, .cal-list label input, .event, .allday, .crowd a, .mini, .more, .months .d";
  const isDense = (it) => it.matches(DENSE) && matchMedia("(min-width: 46.01rem) and (pointer: fine)").matches;

  const size = (it) => {
    const box = hit(it).getBoundingClientRect();
    return [Math.round(box.width), Math.round(box.height)];
  };

  const targets = () => [...open().querySelectorAll(TARGETS)]
    .filter((it) => shown(it) && !it.closest(".skip") && !isInSentence(it) && !isDense(it));

  window.measure = {
    width: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    small: (least) => targets()
      .filter((it) => size(it).some((side) => side < least))
      .map((it) => `${named(it)} ${size(it).join("×")}`),
    // Radios of one name are one stop.
    stops: () => [...new Set([...open().querySelectorAll(`${TARGETS}, [tabindex="0"]`)]
      .filter((it) => shown(it) && !it.disabled && it.tabIndex >= 0)
      .map((it) => (it.type === "radio" ? `radio ${it.name}` : named(it))))],
    focused: () => {
      const it = document.activeElement;
      const name = it.type === "radio" ? `radio ${it.name}` : named(it);
      const rings = [it, it.closest("label")].filter(Boolean).map((one) => getComputedStyle(one));
      return { name, ring: rings.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) };
    },
    axe: async (only) => {
      const rules = only.length ? { runOnly: { type: "rule", values: only } } : {};
      const found = await axe.run(document, { iframes: false, resultTypes: ["violations"], ...rules });
      return found.violations
        .filter((it) => ["serious", "critical"].includes(it.impact))
        .map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" | ").slice(0, 300)}`);
    },
  };
})();
