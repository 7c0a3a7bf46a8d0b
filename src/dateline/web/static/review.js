/* Review: keys, words by selection, and accepting only what has been on the screen. */
"use strict";
(() => {
  const text = document.querySelector("[data-report-text]");

  // ---- what has been seen ----
  const item = document.querySelector("[data-review-item]");
  const accepts = item ? [...item.querySelectorAll("[data-accept]")] : [];
  if (accepts.length) {
    const waits = item.querySelectorAll("[data-wait]");
    const unseen = new Set(item.querySelectorAll("[data-must-see]"));
    const sentence = item.querySelector(".w-trigger, .w-sentence");
    if (sentence) unseen.add(sentence);
    const release = () => {
      if (unseen.size || document.visibilityState !== "visible") return;
      accepts.forEach((button) => { button.disabled = false; });
      waits.forEach((note) => { note.hidden = true; });
    };
    accepts.forEach((button) => { button.disabled = true; });
    waits.forEach((note) => { note.hidden = false; });
    if (sentence && text) text.scrollTop = Math.max(0, sentence.offsetTop - text.offsetTop - text.clientHeight / 3);
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        unseen.delete(entry.target);
        watch.unobserve(entry.target);
      }
      release();
    }, { threshold: 0.01 });
    unseen.forEach((part) => watch.observe(part));
    document.addEventListener("visibilitychange", release);
    release();
  }

  // ---- words by selection ----
  const flatten = (words) => words.trim().split(/\s+/).filter(Boolean).join(" ");
  const findAll = (whole, words, before) => {
    const pattern = new RegExp(words.split(" ").map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "g");
    let count = 0;
    let match;
    while ((match = pattern.exec(whole)) && match.index < before) {
      count += 1;
      pattern.lastIndex = match.index + 1;
    }
    return count;
  };
  const name = (range) => {
    const lead = document.createRange();
    lead.selectNodeContents(text);
    lead.setEnd(range.startContainer, range.startOffset);
    const raw = range.toString();
    const start = lead.toString().length + (raw.length - raw.trimStart().length);
    const words = flatten(raw);
    const whole = text.textContent;
    if (!words) return "";
    const number = findAll(whole, words, start + 1);
    const odd = /#\d+$/.test(words) || / (\.\.\.|…) /.test(words);
    return findAll(whole, words, Infinity) > 1 || odd ? `${words}#${number}` : words;
  };
  let target = null;
  const put = (field, words) => {
    if (field.dataset.span === "lines") {
      const lines = field.value.split("\n").filter((line) => line.trim());
      if (!lines.includes(words)) lines.push(words);
      field.value = lines.join("\n");
    } else {
      field.value = words;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const take = () => {
    const chosen = document.getSelection();
    if (!target || !chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const words = name(range);
    if (words) put(target, words);
  };
  if (text) {
    document.addEventListener("focusin", (event) => {
      if (event.target.matches && event.target.matches("[data-span]")) {
        target = event.target;
        text.classList.add("armed");
      } else if (!text.contains(event.target)) {
        target = null;
        text.classList.remove("armed");
      }
    });
    text.addEventListener("mouseup", take);
    text.addEventListener("keyup", take);
  }

  // ---- modes follow the type ----
  document.querySelectorAll("[data-type]").forEach((select) => {
    select.addEventListener("change", () => {
      select.form.querySelectorAll("[data-modes]").forEach((group) => {
        const mine = group.dataset.modes === select.value;
        group.open = mine;
        if (!mine) group.querySelectorAll("input").forEach((box) => { box.checked = false; });
      });
    });
  });

  // ---- keys ----
  let on = true;
  try { on = localStorage.getItem("review-keys") !== "off"; } catch { /* not kept */ }
  document.querySelectorAll("[data-keys-on]").forEach((box) => {
    box.checked = on;
    box.addEventListener("change", () => {
      on = box.checked;
      try { localStorage.setItem("review-keys", on ? "on" : "off"); } catch { /* not kept */ }
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = event.target.closest ? event.target.closest("input, select, textarea") : null;
    if (event.key === "Escape" && field) {
      field.blur();
      if (text && target) text.focus();
      return;
    }
    if (!on || field || (event.key === "Enter" && event.target !== document.body)) return;
    if (event.key === "w" && text) {
      event.preventDefault();
      text.focus();
      return;
    }
    if (event.key === "u") {
      const undo = document.querySelector("[data-undo]");
      if (undo) undo.requestSubmit();
      return;
    }
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    wanted.click();
    if (wanted.tagName === "SUMMARY") {
      wanted.focus();
      const first = wanted.parentElement.open ? wanted.parentElement.querySelector("select, input:not([type=hidden]), textarea") : null;
      if (first) first.focus();
    }
  });

  const fault = document.getElementById("fault");
  if (fault) fault.focus();
})();
