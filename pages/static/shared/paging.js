// @ts-check
// Lists that are read page by page.
import { useEffect, useRef, useState } from "./html.js";

/**
 * Pages of a list, one after the other on request.
 * @param {string} key When it changes the list begins anew.
 * @param {(after: string | null) => Promise<{ nodes: any[], pageInfo: { hasNextPage: boolean, endCursor: string }, whole?: any }>} read
 *   `whole`: what the answer tells of the list besides its nodes; that of the last page that was read stays.
 */
export function usePages(key, read) {
  const [told, tell] = useState(/** @type {any} */ ({ key, nodes: null, failure: null, next: null, whole: null }));
  const wanted = useRef(key);
  wanted.current = key;
  /** @param {any} found What a slower answer to an earlier question says is no answer to this one. */
  const answer = (found) => wanted.current === key && tell({ key, ...found });
  const more = async (/** @type {string | null} */ after, /** @type {any[]} */ before) => {
    try {
      const page = await read(after);
      answer({ nodes: [...before, ...page.nodes], next: page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null, whole: page.whole, failure: null });
    } catch (failure) {
      answer({ nodes: before, next: after, failure, whole: null });
    }
  };
  useEffect(() => void more(null, []), [key]);
  return { ...(told.key === key ? told : { nodes: null, failure: null }), more: () => more(told.next, told.nodes) };
}
