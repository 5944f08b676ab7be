// Narrows the stated problems to what the filters ask for, and keeps the filters in the address. Text stays text: nothing
// that a report says is ever taken for markup.
(() => {
  const box = document.querySelector(".filters");
  if (!box) return;
  const field = (id) => document.getElementById(id);
  const names = ["category", "from", "to", "province", "kind", "words"];
  const inputs = Object.fromEntries(names.map((id) => [id, field(id)]));
  const count = field("count");
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  const squeezed = (text) => plain(text).replace(/ /g, "");
  const items = [...document.querySelectorAll("article.statement")].map((element) => ({
    element,
    category: element.dataset.category.trim().split(" "),
    year: Number(element.dataset.year) || 0,
    province: element.dataset.province,
    kind: element.dataset.kind,
    report: element.dataset.report,
    text: squeezed(element.textContent),
  }));

  const wanted = () => {
    const words = plain(inputs.words.value).split(" ").filter(Boolean);
    return { ...Object.fromEntries(names.map((id) => [id, inputs[id].value])), words };
  };
  const fits = (item, w, but) =>
    (but === "category" || !w.category || item.category.includes(w.category)) &&
    (!w.from || (item.year && item.year >= Number(w.from))) &&
    (!w.to || (item.year && item.year <= Number(w.to))) &&
    (but === "province" || !w.province || item.province === w.province) &&
    (but === "kind" || !w.kind || item.kind === w.kind) &&
    w.words.every((word) => item.text.includes(word));

  // Beside each choice stands what it would show with the other filters as they are.
  const recount = (id, w) => {
    const tally = new Map();
    for (const item of items)
      if (fits(item, w, id)) for (const value of [].concat(item[id])) tally.set(value, (tally.get(value) || 0) + 1);
    for (const option of inputs[id].options)
      if (option.value) option.textContent = `${option.dataset.label} (${(tally.get(option.value) || 0).toLocaleString("en")})`;
  };

  const show = (remember) => {
    const w = wanted();
    const reports = new Set();
    let shown = 0;
    for (const item of items) {
      const left = fits(item, w);
      item.element.hidden = !left;
      if (left) {
        shown += 1;
        reports.add(item.report);
      }
    }
    const filled = { k: shown, n: items.length, r: reports.size };
    const words = shown ? count.dataset.count : count.dataset.none;
    count.textContent = words.replace(/\{([knr])\}/g, (_, key) => filled[key].toLocaleString("en"));
    if (unknown) count.textContent = `${count.dataset.unknown}${unknown} · ${count.textContent}`;
    for (const id of ["category", "province", "kind"]) recount(id, w);
    field("save").disabled = !shown;
    if (remember) keep();
    unknown = "";
  };

  const keep = () => {
    const asked = new URLSearchParams(names.map((id) => [id, inputs[id].value.trim()]).filter(([, value]) => value));
    history.replaceState(null, "", `#${asked}`);
  };
  let unknown = "";
  const recall = () => {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return false; // a link to one statement
    const asked = new URLSearchParams(hash);
    unknown = "";
    for (const id of names) {
      inputs[id].value = asked.get(id) || "";
      if (inputs[id].value === (asked.get(id) || "")) continue;
      inputs[id].value = ""; // no such choice on this page
      unknown += ` ${id}=${asked.get(id)}`;
    }
    return true;
  };

  // A spreadsheet takes a cell that begins so for a formula.
  const cell = (text) => `"${(/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
  const save = () => {
    const part = (element, name) => (element.querySelector(name) || { textContent: "" }).textContent.trim();
    const head = ["agency", "year", "place", "agency_kind", "categories", "statement", "context", "report_id"];
    const lines = items.filter((item) => !item.element.hidden).map(({ element, year, kind, category, report }) => {
      const who = element.querySelector(".who > :first-child").textContent;
      const row = [who, String(year || ""), part(element, ".place"), kind, category.join("|"), part(element, "mark"), part(element, ".words"), report];
      return row.map(cell).join(",");
    });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", [head.join(","), ...lines].join("\n"), "\n"], { type: "text/csv" }));
    link.download = "statements.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  let waiting = 0;
  for (const id of names) inputs[id].addEventListener(id === "words" ? "input" : "change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(true), id === "words" ? 120 : 0);
  });
  field("clear").addEventListener("click", () => {
    for (const id of names) inputs[id].value = "";
    show(true);
  });
  field("save").addEventListener("click", save);
  window.addEventListener("hashchange", () => recall() && show(false));
  box.hidden = false;
  recall();
  show(false);
})();
