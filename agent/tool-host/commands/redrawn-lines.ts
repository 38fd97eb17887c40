/** So many states of a line are shown one below the other, before only the last one is. */
const STATES_SHOWN = 3
/** Longest state that is waited for, in characters. */
const STATE_LIMIT = 10_000

/**
 * A program that shows how far it has come draws its line anew with a return, a thousand times and more: nobody reads them
 * all, and they push out what else it says. The first states become lines, of the others the last, and it is said how many
 * were left out. Text comes in pieces, with \n at the ends of lines; a lone \r is never the last sign but at the end.
 */
export function createRedrawnLines() {
  let states = 0
  let leftOut = 0
  /** The newest state, where it is not given yet. */
  let state: string | undefined

  function giveState(): string {
    const given =
      (leftOut > 0 ? `[… ${leftOut} ${leftOut === 1 ? 'state' : 'states'} of this line left out …]\n` : '') +
      (state ?? '')
    state = undefined
    leftOut = 0
    return given
  }

  function takeReturn(): string {
    states += 1
    if (states <= STATES_SHOWN) return '\n'
    if (state === undefined) {
      state = ''
      return '\n'
    }
    if (state.trim() !== '') leftOut += 1
    state = ''
    return ''
  }

  function takeText(text: string): string {
    if (state === undefined) return text
    state += text
    return state.length > STATE_LIMIT ? giveState() : ''
  }

  function takeEnd(): string {
    const given = giveState()
    states = 0
    return `${given}\n`
  }

  return {
    push(text: string): string {
      if (state === undefined && !text.includes('\r')) {
        if (text.includes('\n')) states = 0
        return text
      }
      return text
        .split(/([\r\n])/)
        .map((piece) => (piece === '\r' ? takeReturn() : piece === '\n' ? takeEnd() : takeText(piece)))
        .join('')
    },
    finish: giveState,
    pending: (): string => state ?? '',
  }
}
