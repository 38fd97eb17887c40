/** The search within a conversation. */
export const find = {
  label: 'Find in this conversation',
  older: 'Older',
  newer: 'Newer',
  close: 'Close the search',
  searching: 'Searching…',
  place: '{place} of {count}',
  failed: 'Could not search',
}
