// @ts-check
// Files that a person keeps.

/** Hands a file to the browser, to be kept. @param {{ name: string, content: Blob }} found */
export function keep({ name, content }) {
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: address, download: name, target: "_self" });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
