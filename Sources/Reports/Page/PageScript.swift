/// The script of a page that `equispike watch` serves: on a change of the run it fetches the content of the body
/// anew. The reader's place in the page, open details and scrolled boxes stay as they are.
enum PageScript {
  static let live = #"""
    (() => {
      const page = document.getElementById("page");
      const state = document.createElement("p");
      state.setAttribute("role", "status");
      state.className = "live";
      document.body.append(state);
      const say = text => { state.textContent = text; };
      const details = () => [...page.querySelectorAll("details")];
      const key = element => {
        const home = element.closest("figure[id],section[id]");
        const place = home ? [...home.querySelectorAll(element.tagName)].indexOf(element) : 0;
        return (home ? home.id : "") + "/" + element.tagName + place;
      };
      let busy = false, again = false;
      const refresh = async () => {
        if (busy) { again = true; return; }
        busy = true;
        try {
          const answer = await fetch("/body", { cache: "no-store" });
          if (!answer.ok) throw new Error(answer.status);
          const text = await answer.text();
          const open = new Set(details().filter(d => d.open).map(key));
          const rolled = new Map([...page.querySelectorAll(".scroll,pre,nav ul")]
            .filter(b => b.scrollLeft).map(b => [key(b), b.scrollLeft]));
          const focus = document.activeElement && document.activeElement.id;
          const x = scrollX, y = scrollY;
          page.innerHTML = text;
          for (const d of details()) if (open.has(key(d))) d.open = true;
          for (const b of page.querySelectorAll(".scroll,pre,nav ul"))
            if (rolled.has(key(b))) b.scrollLeft = rolled.get(key(b));
          if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
          scrollTo({ left: x, top: y, behavior: "instant" });
          say("Live: shows the run as of " + new Date().toLocaleTimeString());
        } catch (problem) { say("The page could not be refreshed: " + problem.message); }
        busy = false;
        if (again) { again = false; refresh(); }
      };
      const events = new EventSource("/events");
      // What changed before the server began to look is in no event.
      events.addEventListener("begin", refresh);
      events.addEventListener("change", refresh);
      events.onopen = () => say("Live: changes of the run appear by themselves");
      events.onerror = () => say("Not live: the program that serves this page has ended or cannot be reached");
    })();
    """#
}
