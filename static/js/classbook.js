/* The class book by keyboard: writes a cell, moves on, saves by itself and shows that it saved.
   The page works without this file; here its inputs learn keys, a queue and save marks.
   Nothing is kept in the browser after the page is closed (marks of children on a shared computer). */
(() => {
  "use strict";

  const root = document.querySelector("[data-classbook]");
  if (!root) return;

  const SIGNS = { q: "q", ü: "üz", u: "üz", g: "gec", v: "+", "+": "+" };
  const ATTENDANCE = { present: "+", late: "gec", absent: "q", excused: "üz" };
  const LONGEST_WAIT = 30000;
  const hasKeyboard = matchMedia("(pointer: fine)").matches;
  const say = (word, values = {}) =>
    (root.dataset[word] || "").replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
  const find = (selector, within = root) => within.querySelector(selector);
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];

  /* ---- cells -------------------------------------------------------------------------------- */
  const cells = new Map();

  function cellOf(element, name) {
    const [, enrolment, rev] = /^[eam](\d+)r(\d+)$/.exec(name);
    const lesson = element.dataset.lesson;
    const key = `${lesson}:${enrolment}`;
    if (!cells.has(key)) {
      cells.set(key, { key, lesson: +lesson, enrolment: +enrolment, rev: +rev, state: "", views: [] });
    }
    return cells.get(key);
  }

  function collect() {
    for (const input of all("input[data-cell]")) {
      const cell = cellOf(input, input.name);
      cell.input = input;
      cell.value = cell.saved = input.defaultValue;
      cell.label = input.getAttribute("aria-label");
      cell.views.push(input.closest("td"));
      input.value = cell.value;
      if (hasKeyboard) input.setAttribute("inputmode", "none");
    }
    for (const block of all("[data-block]")) {
      const cell = cellOf(block, block.dataset.block);
      cell.block = block;
      cell.value = cell.saved = block.dataset.value;
      cell.label = cell.label || block.dataset.label;
      cell.views.push(block);
      draw(cell);
    }
  }

  const parts = (value) => ({ mark: (/[2-5]/.exec(value) || [""])[0], sign: value.replace(/[2-5]\s*/, "") });

  function after(value, key) {
    const { mark, sign } = parts(value);
    if (/^[2-5]$/.test(key)) return sign === "gec" ? `${key} gec` : key;
    const wanted = SIGNS[key.toLowerCase()];
    if (wanted === "gec") return mark ? `${mark} gec` : "gec";
    if (wanted === "+") return mark || "+";
    return wanted;
  }

  function draw(cell) {
    const { mark, sign } = parts(cell.value);
    for (const view of cell.views) {
      view.dataset.mark = mark ? "" : sign;
      view.dataset.save = cell.state;
    }
    if (cell.input) {
      cell.input.value = cell.value;
      cell.input.setAttribute("aria-invalid", cell.state === "conflict");
    }
    if (cell.block) drawBlock(cell, mark, sign);
  }

  function drawBlock(cell, mark, sign) {
    const present = mark && !sign ? "+" : sign;
    for (const radio of all("input[type=radio]", cell.block)) {
      const isMark = radio.name[0] === "m";
      radio.checked = isMark
        ? radio.value === mark && (mark !== "" || present !== "")
        : ATTENDANCE[radio.value] === present;
    }
    const word = find("[data-state-word]", cell.block);
    word.textContent = cell.state ? say(`say${cell.state[0].toUpperCase()}${cell.state.slice(1)}`) : "";
  }

  function setState(cell, state) {
    cell.state = state;
    draw(cell);
    clearTimeout(cell.fading);
    if (state === "saved") cell.fading = setTimeout(() => setState(cell, ""), 2000);
  }

  function write(cell, value) {
    if (value === undefined || value === cell.value) return;
    cell.value = value;
    dropConflict(cell);
    enqueue(cell);
  }

  /* ---- the queue: one request at a time, whatever was typed meanwhile goes in the next one ---- */
  const waiting = new Set();
  let busy = false;
  let signedOut = false;
  let wait = 1000;
  let retry = 0;

  function enqueue(cell) {
    waiting.add(cell);
    setState(cell, "going");
    flush();
  }

  async function flush() {
    if (busy || signedOut || !waiting.size) return showStatus();
    clearTimeout(retry);
    retry = 0;
    busy = true;
    const batch = [...waiting].slice(0, 60);
    for (const cell of batch) {
      waiting.delete(cell);
      cell.sent = cell.value;
      setState(cell, "going");
    }
    try {
      const answer = await send(batch);
      wait = 1000;
      batch.forEach((cell, index) => settle(cell, answer.results[index], answer));
    } catch (error) {
      batch.forEach((cell) => waiting.add(cell));
      error.message === "signed-out" ? askToSignIn() : tryLater();
    }
    busy = false;
    if (waiting.size && !retry && !signedOut) return flush();
    showStatus();
  }

  function tryLater() {
    waiting.forEach((cell) => setState(cell, "offline"));
    retry = setTimeout(flush, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function post(batch) {
    const rows = batch.map(({ lesson, enrolment, sent, rev }) => ({ lesson, enrolment, value: sent, rev }));
    return fetch(root.dataset.url, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ cells: rows }),
      signal: AbortSignal.timeout(15000),
    });
  }

  async function send(batch) {
    let response = await post(batch);
    if (response.status === 403 && (await renewToken())) response = await post(batch);
    if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) throw new Error("signed-out");
    const answer = await response.json();
    if (!Array.isArray(answer.results)) throw new Error("no-answer");
    return answer;
  }

  const tokenInput = () => find("input[name=csrfmiddlewaretoken]");
  const token = () => tokenInput().value;

  /* Signing in anew changes the token; the page that kept the typed marks takes the new one. */
  async function renewToken() {
    const response = await fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(15000) });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = find("[data-classbook] input[name=csrfmiddlewaretoken]", page);
    if (fresh) all("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = fresh.value));
    return Boolean(fresh);
  }

  function askToSignIn() {
    signedOut = true;
    waiting.forEach((cell) => setState(cell, "offline"));
    find("[data-signed-out]").hidden = false;
  }

  function settle(cell, result, answer) {
    const typedOn = cell.value !== cell.sent;
    if (result.state === "saved") {
      cell.rev = result.rev;
      cell.saved = result.value;
      for (const [enrolment, text] of Object.entries(answer.averages || {})) showAverage(enrolment, text);
      lastSaved = result.at;
      if (typedOn) return waiting.add(cell);
      cell.value = result.value;
      return setState(cell, "saved");
    }
    if (result.state === "conflict") return showConflict(cell, result);
    cell.value = cell.saved;
    setState(cell, "refused");
    showAlert(cell, result.message, []);
  }

  function showAverage(enrolment, text) {
    const place = find(`[data-average="${enrolment}"]`);
    if (place) place.textContent = text;
  }

  /* ---- what the person is told ---------------------------------------------------------------- */
  let lastSaved = "";

  function showStatus() {
    const unsent = [...cells.values()].filter((cell) => cell.state === "offline").length;
    const status = find("[data-status]");
    status.classList.toggle("is-waiting", unsent > 0);
    if (unsent) status.textContent = say("sayUnsent", { count: unsent, time: lastSaved || "–" });
    else if (lastSaved && !busy) status.textContent = say("sayTime", { time: lastSaved });
  }

  function showConflict(cell, theirs) {
    cell.rev = theirs.rev;
    setState(cell, "conflict");
    const empty = say("sayEmpty");
    showAlert(cell, theirs.message, [
      [say("sayKeep", { value: cell.value || empty }), () => enqueue(cell)],
      [say("sayKeep", { value: theirs.value || empty }), () => takeTheirs(cell, theirs)],
    ]);
  }

  function takeTheirs(cell, theirs) {
    cell.value = cell.saved = theirs.value;
    setState(cell, "saved");
    showStatus();
  }

  function showAlert(cell, message, choices) {
    dropConflict(cell);
    const alert = find("[data-alert-template]").content.firstElementChild.cloneNode(true);
    find("[data-alert-title]", alert).textContent = cell.label;
    find("[data-alert-text]", alert).textContent = message;
    const place = find("[data-alert-choices]", alert);
    for (const [words, choose] of choices) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "ds-button", textContent: words });
      button.dataset.variant = "secondary";
      button.addEventListener("click", () => { dropConflict(cell); choose(); focusOn(cell); });
      place.append(button);
    }
    cell.alert = alert;
    find("[data-alerts]").append(alert);
  }

  function dropConflict(cell) {
    cell.alert?.remove();
    cell.alert = null;
  }

  function focusOn(cell) {
    if (cell.input?.offsetParent) cell.input.focus();
  }

  /* ---- moving about the table ------------------------------------------------------------------ */
  const table = find("table");
  let here = null;

  const rowsOf = () => all("tbody tr", table);
  const inputAt = (row, column) => row && find(`input[data-column="${column}"]`, row);

  function stand(input) {
    if (!input) return false;
    if (here) here.tabIndex = -1;
    here = input;
    here.tabIndex = 0;
    if (document.activeElement !== input) input.focus();
    input.select();
    return true;
  }

  function move(input, down, right) {
    const rows = rowsOf();
    let row = rows.indexOf(input.closest("tr")) + down;
    let column = +input.dataset.column + right;
    const last = +table.dataset.columns;
    while (row >= 0 && row < rows.length && column >= 0 && column < last) {
      if (stand(inputAt(rows[row], column))) return;
      row += down;
      column += right;
    }
  }

  const ends = { Home: (inputs) => inputs[0], End: (inputs) => inputs[inputs.length - 1] };
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  function onKey(event) {
    const input = event.target.closest("input[data-cell]");
    if (!input || event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) move(input, ...steps[event.key]);
    else if (ends[event.key]) stand(ends[event.key](all("input[data-cell]", input.closest("tr"))));
    else if (event.key === "?") showHelp();
    else return;
    event.preventDefault();
  }

  /* Letters and digits arrive here from any keyboard, a phone's too; the browser itself changes nothing. */
  function onInput(event) {
    const input = event.target.closest("input[data-cell]");
    if (!input) return;
    event.preventDefault();
    const cell = cellOf(input, input.name);
    if (event.inputType.startsWith("delete")) return write(cell, "");
    for (const key of event.data || "") {
      if (!/^[2-5]$/.test(key) && !SIGNS[key.toLowerCase()]) continue;
      write(cell, after(cell.value, key));
      return move(input, 1, 0);
    }
  }

  function onPaste(event) {
    const input = event.target.closest("input[data-cell]");
    if (!input) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text");
    const rows = rowsOf().slice(rowsOf().indexOf(input.closest("tr")));
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const target = inputAt(rows[down], +input.dataset.column + right);
        if (target) write(cellOf(target, target.name), value.trim().toLowerCase());
      });
    });
  }

  function showHelp() {
    const help = document.querySelector("[data-help]");
    if (help?.showModal && !help.open) help.showModal();
  }

  /* ---- phone: a block per pupil ------------------------------------------------------------------ */
  function onTap(event) {
    const radio = event.target;
    const block = radio.closest("[data-block]");
    if (!block || radio.type !== "radio") return;
    const cell = cellOf(block, block.dataset.block);
    if (radio.name[0] === "a") return write(cell, after(cell.value, ATTENDANCE[radio.value][0]));
    if (radio.value) return write(cell, after(cell.value, radio.value));
    const { sign } = parts(cell.value);
    write(cell, sign || (cell.value ? "+" : ""));
  }

  function presentAll(button) {
    for (const cell of cells.values()) {
      if (cell.lesson === +button.dataset.rest && !cell.value) write(cell, "+");
    }
  }

  /* ---- start --------------------------------------------------------------------------------------- */
  collect();
  root.dataset.live = "";
  table?.setAttribute("role", "grid");
  all("input[data-cell]").forEach((input) => { input.tabIndex = -1; });
  const first = find("td.today input[data-cell]") || find("input[data-cell]");
  if (first) { here = first; first.tabIndex = 0; }

  root.addEventListener("keydown", onKey);
  root.addEventListener("beforeinput", onInput);
  root.addEventListener("paste", onPaste);
  root.addEventListener("change", onTap);
  root.addEventListener("focusin", ({ target }) => target.matches("input[data-cell]") && stand(target));
  root.addEventListener("submit", (event) => event.target.method !== "dialog" && event.preventDefault());
  root.addEventListener("click", ({ target }) => {
    if (target.closest("[data-rest]")) presentAll(target.closest("[data-rest]"));
    if (target.closest("[data-show-help]")) showHelp();
  });
  window.addEventListener("online", flush);
  window.addEventListener("focus", () => {
    if (!signedOut) return;
    signedOut = false;
    find("[data-signed-out]").hidden = true;
    flush();
  });
  window.addEventListener("beforeunload", (event) => {
    if (busy || waiting.size || [...cells.values()].some(({ state }) => state === "conflict")) event.preventDefault();
  });
})();
