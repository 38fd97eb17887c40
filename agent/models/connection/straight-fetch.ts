/**
 * `fetch` that goes to the address it was given and nowhere else. Followed, a redirect would take the conversation,
 * and keys in headers that only their vendor knows (`x-api-key`), to whatever host the answer names: also from a
 * model on this machine to one that is not.
 */
export const straightFetch: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' })
