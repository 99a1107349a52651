// What our modules use of hooks.js.
export function useState<T>(first: T | (() => T)): [T, (next: T | ((old: T) => T)) => void];
export function useEffect(effect: () => void | (() => void) | undefined, on?: unknown[]): void;
export function useRef<T>(first: T): { current: T };
export function useCallback<F extends (...args: any[]) => any>(callback: F, on: unknown[]): F;
export function useMemo<T>(make: () => T, on: unknown[]): T;
