/** What stands there when a page is missing or broke: apart, because the page for that relies on nothing else. */
export const page = {
  notFoundTitle: 'There is no page here',
  notFound: 'The address may be mistyped.',
  errorTitle: 'This page broke',
  error: 'Your conversations are safe: they are kept by the gateway. Try again, or reload the page.',
  retry: 'Try again',
  home: 'Back to the chat',
}
