// What our modules use of htm.js.
declare const htm: { bind(h: (type: any, props: any, ...children: any[]) => any): any };
export default htm;
