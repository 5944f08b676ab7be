// Search and sort for the tables that ask for it, and highlighting in reports where the page does not do it. Without this a
// page shows its tables whole. Text stays text: nothing that a table says is ever taken for markup.
(() => {
  const order = new Intl.Collator("zh-Hans", { numeric: true });
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  // What a search takes for the same, where the page says so: traditional characters and their simplified forms.
  const folding = (table) => {
    const letters = [...(table.dataset.folds || "")];
    const folds = new Map(letters.flatMap((letter, i) => (i % 2 ? [] : [[letter, letters[i + 1]]])));
    return (text) => Array.from(plain(text), (letter) => folds.get(letter) ?? letter).join("");
  };
  const element = (tag, style, text) => {
    const made = document.createElement(tag);
    made.style.cssText = style;
    made.textContent = text;
    return made;
  };
  const value = (row, column) => {
    const cell = row.cells[column];
    const words = cell.querySelector("summary") || cell;
    return words.textContent.trim();
  };
  const number = (text) => {
    const found = /^[≥≤≈\s]*([-+−]?[\d,]*\.?\d+)\s*%?\s*(?:\/.*)?$/.exec(text);
    return found ? parseFloat(found[1].replace("−", "-").replace(/,/g, "")) : NaN;
  };

  // The rows of a table in groups: each begins with its heading, if it has one.
  const groupsOf = (body) => {
    const groups = [{ head: null, rows: [] }];
    for (const row of body.rows) {
      if (row.classList.contains("group")) groups.push({ head: row, rows: [] });
      else groups[groups.length - 1].rows.push(row);
    }
    return groups;
  };

  const sorted = (rows, column, down) => {
    const keyed = rows.map((row) => [row, value(row, column)]);
    const numeric = keyed.every(([, text]) => !text || !isNaN(number(text)));
    const compare = numeric ? (a, b) => number(a) - number(b) : order.compare;
    return keyed
      .sort(([, a], [, b]) => (a && b ? (down ? compare(b, a) : compare(a, b)) : !a - !b))
      .map(([row]) => row);
  };

  const live = (table) => {
    table.dataset.live = "";
    const body = table.tBodies[0];
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    const groups = groupsOf(body);
    const rows = groups.flatMap((group) => group.rows);
    const show = (column, down) => {
      for (const group of groups) {
        if (group.head) body.append(group.head);
        body.append(...(column < 0 ? group.rows : sorted(group.rows, column, down)));
      }
    };
    if (rows.length > 2 && !("unsorted" in table.dataset)) heads.forEach((head, column) => sortable(heads, head, column, show));
    if (rows.length >= 8) searchable(table, groups, rows);
  };

  const sortable = (heads, head, column, show) => {
    const button = element("button", "all:unset;cursor:pointer", "");
    const arrow = element("span", "display:inline-block;min-width:1.1em;padding-left:.2em", "");
    button.type = "button";
    button.className = "gcir-sort";
    button.append(...head.childNodes, arrow);
    arrow.setAttribute("aria-hidden", "true");
    head.append(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
      for (const other of heads) {
        other.removeAttribute("aria-sort");
        const mark = other.querySelector(".gcir-sort > span:last-child");
        if (mark) mark.textContent = "";
      }
      if (next) head.setAttribute("aria-sort", next);
      arrow.textContent = { ascending: "↑", descending: "↓" }[next] ?? "";
      show(next ? column : -1, next === "descending");
    });
  };

  const searchable = (table, groups, rows) => {
    const place = element("div", "margin:.6em 0 .2em;display:flex;flex-wrap:wrap;gap:.3em .8em;align-items:baseline", "");
    const label = element("label", "", `${table.dataset.search} `);
    const input = element("input", "font:inherit;padding:.15em .5em;max-width:100%", "");
    const count = element("output", "font-size:.9em", "");
    const folded = folding(table);
    const words = rows.map((row) => folded(row.textContent));
    place.className = "gcir-search";
    input.type = "search";
    label.append(input);
    place.append(label, count);
    const parent = table.parentElement;
    (parent && parent.tagName === "DIV" && parent.children.length === 1 ? parent : table).before(place);
    input.addEventListener("input", () => {
      const wanted = folded(input.value).split(" ").filter(Boolean);
      let left = 0;
      rows.forEach((row, i) => {
        row.hidden = !wanted.every((word) => words[i].includes(word));
        left += row.hidden ? 0 : 1;
      });
      for (const group of groups) if (group.head) group.head.hidden = group.rows.every((row) => row.hidden);
      count.textContent = wanted.length ? table.dataset.found.replace("{k}", left).replace("{n}", rows.length) : "";
    });
  };

  // JupyterLab scrolls to what a link names but does not target it, and so would not highlight it.
  const highlight = (event) => {
    const link = event.target.closest('.gcir-report a[href^="#"]');
    if (!link) return;
    const wanted = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    setTimeout(() => {
      document.querySelectorAll(".gcir-target").forEach((old) => old.classList.remove("gcir-target"));
      if (!wanted || wanted.matches(":target")) return;
      wanted.classList.add("gcir-target");
      wanted.scrollIntoView({ block: "center" });
    }, 60);
  };
  if (!document.documentElement.dataset.gcirHighlights) {
    document.documentElement.dataset.gcirHighlights = "yes";
    document.addEventListener("click", highlight);
  }

  const start = () => document.querySelectorAll("table.gcir-table:not([data-live])").forEach(live);
  start();
  setTimeout(start);
})();
