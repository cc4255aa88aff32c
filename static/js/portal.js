(() => {
  "use strict";

  const FAILED = "Er ging iets mis. Uw wijziging is misschien niet opgeslagen. Laad de pagina opnieuw en kijk of alles klopt.";
  const SIGNED_OUT = "U bent niet meer ingelogd, of u mag dit niet. Laad de pagina opnieuw.";
  const BUSY = "Dat ging te snel achter elkaar. Wacht een minuut en probeer het opnieuw.";
  const OFFLINE = "Er is geen verbinding. Controleer uw internet en probeer het opnieuw.";
  const narrow = window.matchMedia("(width <= 40rem)");

  const announce = (text) => {
    const region = document.getElementById("announce");
    if (!region || !text) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 100);
  };

  const showProblem = (text) => {
    const main = document.getElementById("flashes") ?? document.querySelector("#main .container") ?? document.body;
    document.getElementById("request-problem")?.remove();
    const notice = document.createElement("div");
    notice.id = "request-problem";
    notice.className = "notice notice--error";
    notice.tabIndex = -1;
    notice.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.className = "notice__title";
    words.textContent = text;
    notice.append(words);
    main.prepend(notice);
    notice.focus();
  };

  const giveFocus = (element) => {
    if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) {
      element.tabIndex = -1;
      element.dataset.region = "";
    }
    element.focus({ preventScroll: false });
  };

  /* Tables that become a list on a phone keep their roles. */
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
  const roleOf = (element) =>
    element.tagName === "TH" ? (element.scope === "row" ? "rowheader" : "columnheader") : ROLES[element.tagName];
  const nameTables = () => {
    for (const table of document.querySelectorAll("table.table:not(.table--wide)")) {
      for (const part of [table, ...table.querySelectorAll("thead, tbody, tfoot, tr, th, td")]) {
        if (narrow.matches) part.setAttribute("role", roleOf(part));
        else part.removeAttribute("role");
      }
    }
  };

  const waiting = new WeakMap();
  const count = (area) => {
    const left = Number(area.dataset.limit) - area.value.length;
    const many = Math.abs(left);
    const text = left < 0 ? `${many} ${many === 1 ? "teken" : "tekens"} te veel` : `Nog ${left} ${left === 1 ? "teken" : "tekens"}`;
    const shown = document.getElementById(`${area.id}-limit`);
    const spoken = document.getElementById(`${area.id}-count`);
    if (shown) {
      shown.textContent = text;
      shown.classList.toggle("counter--over", left < 0);
    }
    window.clearTimeout(waiting.get(area));
    waiting.set(area, window.setTimeout(() => { if (spoken) spoken.textContent = text; }, 1000));
  };

  const prepare = () => {
    nameTables();
    for (const area of document.querySelectorAll("textarea[data-limit]")) if (area.value) count(area);
    for (const button of document.querySelectorAll("button[data-print], [data-needs-script]")) button.hidden = false;
  };

  const takeFlashes = () => {
    const parts = [...document.querySelectorAll("[data-announce-on-load]")];
    for (const part of parts) part.removeAttribute("data-announce-on-load");
    return parts.map((part) => part.textContent).join(" ");
  };

  /* A failure that the portal itself did not put into words, such as one of a proxy. */
  const unexplained = (ctx) => {
    const status = ctx?.response?.status ?? 0;
    return !ctx?.hx?.retarget && (status >= 500 || [401, 403, 404, 429].includes(status));
  };

  let held = null;

  const regionOf = (ctx) => {
    const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
    if (!target) return null;
    if (target.isConnected) return target;
    return (target.id && document.getElementById(target.id)) || (ctx.sourceElement?.isConnected ? ctx.sourceElement : null);
  };

  /* HX-Retarget changes ctx.target on the way: remember which element waits. */
  const working = new WeakMap();
  const begin = (ctx) => {
    if (!(ctx?.target instanceof Element) || ctx.target === document.body) return;
    working.set(ctx, ctx.target);
    ctx.target.setAttribute("aria-busy", "true");
  };
  const finish = (ctx) => {
    working.get(ctx)?.removeAttribute("aria-busy");
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-limit]")) count(event.target);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button[data-print]")) window.print();
  });

  document.addEventListener("htmx:before:request", (event) => begin(event.detail.ctx));
  document.addEventListener("htmx:finally:request", (event) => finish(event.detail.ctx));

  document.addEventListener("htmx:before:swap", (event) => {
    if (unexplained(event.detail.ctx)) {
      event.preventDefault();
      return;
    }
    const active = document.activeElement;
    held = active && active !== document.body ? { id: active.id, element: active } : null;
  });

  document.addEventListener("htmx:after:swap", (event) => {
    prepare();
    const region = regionOf(event.detail.ctx);
    if (!region) return;
    const said = region.dataset.announce ?? region.querySelector("[data-announce]")?.dataset.announce ?? "";
    announce(`${takeFlashes()} ${said}`.trim());
    const wanted = event.detail.ctx.response?.status >= 400 && region.id === "flashes"
      ? region.querySelector(".notice")
      : region.matches("[data-autofocus]") ? region : region.querySelector("[data-autofocus]:checked") ?? region.querySelector("[data-autofocus]");
    if (wanted) {
      giveFocus(wanted);
    } else if (held && !held.element.isConnected) {
      const active = document.activeElement;
      if (!active || active === document.body) giveFocus((held.id && document.getElementById(held.id)) || region);
    }
    held = null;
  });

  document.addEventListener("htmx:response:error", (event) => {
    if (!unexplained(event.detail.ctx)) return;
    const status = event.detail.ctx.response.status;
    showProblem(status === 429 ? BUSY : status === 401 || status === 403 ? SIGNED_OUT : FAILED);
  });

  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx && !event.detail.ctx.response) showProblem(OFFLINE);
  });

  narrow.addEventListener("change", nameTables);

  prepare();
  const flashes = takeFlashes();
  const problem = document.querySelector(".error-summary");
  if (problem) problem.focus();
  else announce(flashes);
})();
