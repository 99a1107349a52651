// What a page finds in its window: put there by /session/assets/session.js.
interface Window {
  atencion?: {
    told?: any;
    look: () => Promise<void>;
    logIn: () => void;
    logInUrl: (door?: string) => string;
  };
}
