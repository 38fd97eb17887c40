/**
 * What the browser itself reports of a gateway that is gone, or has not begun to answer yet: by what moment of a request it
 * went, and whether of a page's or a socket's.
 */
const REPORTS = [
  /ERR_CONNECTION_(REFUSED|RESET|CLOSED|ABORTED)/,
  /ERR_(EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)/,
  /status of 503|Unexpected response code: 503/,
  /closed before receiving a handshake response/,
]

/** The complaints that remain without those of a gateway that was ended. */
export const besidesGone = (complaints: readonly string[]): string[] =>
  complaints.filter((line) => !REPORTS.some((report) => report.test(line)))
