/* Niceties only: every task works without this file. The page's words come from the page itself. */
(() => {
  "use strict";
  const body = document.body;
  const words = body.dataset;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* ---- what went wrong: focus the summary once; its links go into the fields ---- */
  const summary = document.querySelector("[data-focus]");
  if (summary) {
    history.replaceState(null, "", location.href); /* so that Back leads here by asking, not by sending again */
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.closest(".usa-form-group") || field).scrollIntoView();
      field.focus({ preventScroll: true });
    });
  }

  /* ---- what just happened: said once, politely, without taking the focus ---- */
  setTimeout(() => all("#main [role=status] span").forEach((said) => said.replaceWith(said.cloneNode(true))), 400);

  /* ---- secrets: a button that shows what is typed ---- */
  for (const input of all(".am-secret > input")) {
    const name = input.labels.length ? input.labels[0].textContent.trim() : "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "usa-button usa-button--unstyled";
    if (input.id) button.setAttribute("aria-controls", input.id);
    const show = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? words.hide : words.show;
      button.setAttribute("aria-label", `${button.textContent}: ${name}`);
    };
    button.addEventListener("click", () => show(input.type === "password"));
    if (input.form) input.form.addEventListener("submit", () => show(false));
    show(false);
    input.after(button);
  }

  /* ---- sending: once, and the button says so ---- */
  const busy = new Map();
  const rest = (form) => {
    const [button, label] = busy.get(form);
    button.replaceChildren(...label);
    button.removeAttribute("aria-disabled");
    button.style.minWidth = "";
    busy.delete(form);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const pressed = event.submitter; // Enter in a field presses the silent button before the language switch
    const button = pressed && pressed.tabIndex < 0 ? form.querySelector("button.usa-button") || pressed : pressed;
    if (busy.has(form)) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || form.method !== "post" || !button || button.name === "_switch") return;
    if (!button.classList.contains("usa-button")) return;
    busy.set(form, [button, Array.from(button.childNodes)]);
    button.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute("aria-disabled", "true");
    button.replaceChildren(words.sending);
    setTimeout(() => busy.has(form) && rest(form), 15000);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) Array.from(busy.keys()).forEach(rest);
  });

  /* ---- the sheet behind the initials closes like a menu ---- */
  for (const me of all(".am-me")) {
    document.addEventListener("click", (event) => {
      if (!me.contains(event.target)) me.open = false;
    });
    me.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !me.open) return;
      me.open = false;
      me.querySelector("summary").focus();
    });
  }

  /* ---- time-out: a warning two minutes before, which every tab shares ---- */
  const veil = document.getElementById("idle");
  if (!veil || !words.seconds) return;
  const page = document.getElementById("page");
  const part = (name) => document.getElementById(`idle-${name}`);
  const say = part("words").dataset;
  const title = document.title;
  const warning = 120;
  const marks = [120, 60, 45, 30, 20, 15, 10, 5];
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("amparo-session") : null;
  let deadline = Date.now() + Number(words.seconds) * 1000;
  let open = false;
  let capped = false; // the visit itself is over soon; staying cannot lengthen it
  let asking = false;
  let before = null;
  let said = Infinity;
  let ticked = Date.now();

  const left = () => Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
  const inWords = (seconds) => {
    const [one, many, count] =
      seconds >= 60 ? [say.minute, say.minutes, Math.ceil(seconds / 60)] : [say.second, say.seconds, seconds];
    return count === 1 ? one : many.replace("#", count);
  };
  const leave = () => window.location.assign(words.out);

  const ask = async (address, options = {}) => {
    const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", ...options });
    const { seconds = 0 } = await answer.json();
    return answer.ok ? seconds : 0;
  };
  const learn = (seconds) => {
    deadline = Date.now() + seconds * 1000;
    if (tabs) tabs.postMessage({ seconds });
  };

  /* Ask the server before believing our own clock: another tab or device may know better. */
  const check = async () => {
    if (asking) return;
    asking = true;
    try {
      const seconds = await ask(words.status, { headers: { "X-Background": "1" } });
      deadline = Date.now() + seconds * 1000;
      if (seconds <= 0) leave();
      else if (seconds > warning) close();
      else if (!open && !capped) warn();
    } catch {
      if (left() <= 0) leave(); // no network: our own clock decides
      else if (left() <= warning && !open && !capped) warn();
    } finally {
      asking = false;
    }
  };

  const warn = () => {
    open = true;
    said = Infinity;
    before = document.activeElement;
    veil.hidden = false;
    page.inert = true;
    document.title = `${say.title} · ${title}`;
    show();
    part("stay").focus();
  };
  const close = () => {
    if (!open) return;
    open = false;
    veil.hidden = true;
    page.inert = false;
    document.title = title;
    if (before && before.isConnected) before.focus();
  };
  const show = () => {
    const seconds = left();
    part("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const mark = marks.filter((m) => m >= seconds).pop();
    if (mark === undefined || mark === said) return;
    part("left").textContent = inWords(mark);
    if (said !== Infinity) part("say").textContent = say.left.replace("#", inWords(mark));
    said = mark;
  };
  const stay = async () => {
    if (capped) {
      close();
      return;
    }
    const token = veil.querySelector("input[name=csrfmiddlewaretoken]");
    try {
      const seconds = await ask(words.extend, { method: "POST", headers: { "X-CSRFToken": token ? token.value : "" } });
      if (seconds <= 0) {
        leave();
        return;
      }
      learn(seconds);
      if (seconds > warning) {
        close();
        return;
      }
      capped = true; // twelve hours are over: say so, and let the person finish
      part("text").firstChild.textContent = say.capped;
      part("stay").textContent = say.close;
      show();
    } catch {
      part("say").textContent = say.offline;
    }
  };

  part("stay").addEventListener("click", stay);
  veil.addEventListener("click", (event) => {
    if (event.target === veil) stay();
  });
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      stay();
    }
    if (event.key !== "Tab") return;
    const stops = all("button", veil);
    const end = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement !== end) return;
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
  });

  if (tabs) {
    tabs.postMessage({ seconds: Number(words.seconds) }); // this page itself was something done
    tabs.addEventListener("message", ({ data }) => {
      if (data.out) {
        setTimeout(check, 1500);
        return;
      }
      deadline = Math.max(deadline, Date.now() + data.seconds * 1000);
      if (left() > warning) close();
    });
    document.addEventListener("submit", ({ target }) => {
      if (target.action && target.action.endsWith("/sign-out/")) tabs.postMessage({ out: true });
    });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  window.addEventListener("pageshow", (event) => event.persisted && check());
  setInterval(() => {
    const slept = Date.now() - ticked > 10000;
    ticked = Date.now();
    if (open) show();
    if (slept || left() <= 0 || (left() <= warning && !open && !capped)) check();
  }, 1000);
})();
