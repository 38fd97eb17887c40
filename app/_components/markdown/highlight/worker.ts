import { createHighlight } from './highlight.ts'
import { highlightRequest, LISTENS } from './messages.ts'

/** The thread in which code is read, so that neither typing nor scrolling waits for it. */
const highlight = createHighlight()

addEventListener('message', async (event: MessageEvent<unknown>) => {
  const { id, language, code } = highlightRequest.parse(event.data)
  // A grammar that stumbles over somebody's code leaves it plain.
  const pieces = await highlight(language, code).catch(() => undefined)
  postMessage({ id, pieces })
})

postMessage({ id: LISTENS })
