// Narrows the stated problems to what the filters ask for, and keeps the filters in the address. Text stays text: nothing
// that a report says is ever taken for markup.
(() => {
  const box = document.querySelector(".filters");
  if (!box) return;
  const field = (id) => document.getElementById(id);
  const names = ["category", "from", "to", "province", "kind", "words"];
  const inputs = Object.fromEntries(names.map((id) => [id, field(id)]));
  const count = field("count");
  // Traditional characters, and words of Taiwan and Hong Kong, find what stands in simplified ones.
  const letters = [...box.dataset.folds];
  const folds = new Map(letters.flatMap((letter, i) => (i % 2 ? [] : [[letter, letters[i + 1]]])));
  const synonyms = box.dataset.synonyms.split(" ").filter(Boolean).map((pair) => pair.split("="));
  const folded = (text) => Array.from(text, (letter) => folds.get(letter) ?? letter).join("");
  const plain = (text) => folded(text.normalize("NFKC").toLowerCase()).replace(/\s+/g, " ").trim();
  const meant = (word) => [word, synonyms.reduce((text, [typed, standing]) => text.replaceAll(typed, standing), word)];
  const squeezed = (text) => plain(text).replace(/ /g, "");
  const searched = ".who > :first-child, .year, .place, .words, .why, .remedy > :last-child";
  const items = [...document.querySelectorAll("article.statement")].map((element) => ({
    element,
    category: element.dataset.category.trim().split(" "),
    year: Number(element.dataset.year) || 0,
    province: element.dataset.province,
    kind: element.dataset.kind,
    report: element.dataset.report,
    text: Array.from(element.querySelectorAll(searched), (part) => squeezed(part.textContent)).join("\n"),
  }));

  const wanted = () => {
    const words = plain(inputs.words.value).split(" ").filter(Boolean);
    return { ...Object.fromEntries(names.map((id) => [id, inputs[id].value])), words: words.map(meant) };
  };
  const reversed = (w) => Boolean(w.from && w.to) && Number(w.from) > Number(w.to);
  const fits = (item, w, but) =>
    (but === "category" || !w.category || item.category.includes(w.category)) &&
    (!w.from || (item.year && item.year >= Number(w.from))) &&
    (!w.to || (item.year && item.year <= Number(w.to))) &&
    (but === "province" || !w.province || item.province === w.province) &&
    (but === "kind" || !w.kind || item.kind === w.kind) &&
    w.words.every((words) => words.some((word) => item.text.includes(word)));

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
    const backwards = reversed(w);
    const words = shown ? count.dataset.count : backwards ? count.dataset.reversed : count.dataset.none;
    count.textContent = words.replace(/\{([knr])\}/g, (_, key) => filled[key].toLocaleString("en")).replace("{from}", w.from).replace("{to}", w.to);
    for (const id of ["from", "to"]) inputs[id].setAttribute("aria-invalid", backwards);
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
    const parts = (element, name) => [...element.querySelectorAll(name)].map((part) => part.textContent.trim()).join(" | ");
    const head = ["agency", "year", "place", "agency_kind", "categories", "statement", "context", "remedy", "report_id", "evidence", "url"];
    const lines = items.filter((item) => !item.element.hidden).map(({ element, year, kind, category, report }) => {
      const who = element.querySelector(".who > :first-child");
      const said = ["mark", ".words", ".remedy > :last-child"].map((name) => parts(element, name));
      const row = [who.textContent, String(year || ""), parts(element, ".place"), kind, category.join("|"), ...said];
      return [...row, report, who.href || "", element.dataset.url || ""].map(cell).join(",");
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
