// What our modules use of preact.js.
export const h: (type: any, props: any, ...children: any[]) => any;
export const Fragment: any;
export function render(what: any, into: Element): void;
