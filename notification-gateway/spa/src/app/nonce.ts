import { setNonce } from 'get-nonce';

/** The nonce of this page's content security policy (CSP level 3): style elements that carry it are let in. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// The library that keeps the page from scrolling behind a dialog asks for it there.
setNonce(nonce);
