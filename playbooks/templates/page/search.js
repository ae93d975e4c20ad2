"use strict";
{
  const wirings = [...document.querySelectorAll(".wiring")].map((node) => ({ node, text: node.textContent.toLowerCase() }));
  const search = document.getElementById("search");
  const onlyBroken = document.getElementById("only-broken");
  const shown = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const { node, text } of wirings) {
      node.hidden = !words.every((word) => text.includes(word)) || (onlyBroken.checked && !node.classList.contains("broken"));
      left += !node.hidden;
    }
    document.getElementById("found").textContent = `${left} of ${wirings.length}`;
    document.getElementById("nothing").hidden = left > 0;
  };
  search?.addEventListener("input", shown);
  onlyBroken?.addEventListener("input", shown);
  // What is closed would not be printed.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = wirings.map(({ node }) => node).filter((node) => !node.open);
    closed.forEach((node) => { node.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((node) => { node.open = false; }));
}
