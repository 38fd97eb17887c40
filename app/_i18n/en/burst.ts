/** Tool calls in a row, counted. */
export const burst = {
  exec: '{count, plural, one {# command} other {# commands}}',
  read: '{count, plural, one {# file read} other {# files read}}',
  search: '{count, plural, one {# search} other {# searches}}',
  change: '{count, plural, one {# change} other {# changes}}',
  other: '{count, plural, one {# other call} other {# other calls}}',
  failed: '{count} failed',
}
