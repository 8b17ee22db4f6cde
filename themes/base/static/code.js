// Code can be copied, and the keyboard stops only at code that scrolls. Without this script nothing is missing but that.
(() => {
  "use strict";
  const words = document.currentScript.dataset;

  const watch = "ResizeObserver" in window && new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else if (target !== document.activeElement) target.removeAttribute("tabindex");
    }
  });
  const watchAll = () => {
    if (watch) for (const block of document.querySelectorAll("pre.code[tabindex]")) watch.observe(block);
  };
  watchAll();
  // A preview puts code into the page that stands.
  document.addEventListener("folio:change", watchAll);

  // Only a page that came over a safe connection may write to the clipboard.
  if (!navigator.clipboard) return;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  const copy = async (button, block) => {
    let said = words.copied;
    try {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
    } catch {
      said = words.failed;
    }
    button.textContent = status.textContent = said;
    setTimeout(() => {
      button.textContent = words.copy;
      status.textContent = "";
    }, 2000);
  };

  const offer = (block) => {
    let frame = block.closest(".code-block");
    if (frame?.querySelector(".copy")) return;
    if (!frame) {
      frame = document.createElement("div");
      frame.className = "code-block";
      block.replaceWith(frame);
      frame.append(block);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.addEventListener("click", () => copy(button, block));
    block.before(button);
  };
  const offerAll = () => document.querySelectorAll("pre.code").forEach(offer);
  offerAll();
  document.addEventListener("folio:change", offerAll);
})();
