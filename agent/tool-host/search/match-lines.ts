import { createContext, Script } from 'node:vm'
import { AppError } from '#protocol/errors.ts'

/** One file may keep a pattern busy for this long, in milliseconds. */
const FILE_LIMIT_MS = 300
/** Longer lines are looked at up to here, in characters. */
const LINE_LIMIT = 20_000

/** Numbers (from 0) of the lines that fit, at most `most`; `slow` where the pattern took too long for them. */
export type MatchLines = (lines: readonly string[], most: number) => number[] | 'slow'

/**
 * Looks for a pattern line by line. A pattern can take for ever over a few words (`(a+)+$`): V8 breaks it
 * off. Throws `bad_request` for a pattern that is none.
 */
export function createMatchLines(options: {
  pattern: string
  literal?: boolean | undefined
  ignoreCase?: boolean | undefined
}): MatchLines {
  const expression = compile(options)
  const job = { run: (): number[] => [] }
  const context = createContext({ job })
  const script = new Script('job.run()')
  return (lines, most) => {
    job.run = () => {
      const found: number[] = []
      for (const [index, line] of lines.entries()) {
        if (!expression.test(line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line)) continue
        found.push(index)
        if (found.length === most) break
      }
      return found
    }
    try {
      return script.runInContext(context, { timeout: FILE_LIMIT_MS }) as number[]
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'slow'
      throw error
    }
  }
}

function compile({ pattern, literal, ignoreCase }: Parameters<typeof createMatchLines>[0]): RegExp {
  // Written at the front by many who know other engines; here it is a flag.
  const inline = literal ? null : /^\(\?i\)/.exec(pattern)
  const source = literal
    ? pattern.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    : pattern.slice(inline?.[0].length ?? 0)
  try {
    return new RegExp(source, ignoreCase || inline ? 'i' : '')
  } catch (error) {
    throw notAPattern(error as Error)
  }
}

const notAPattern = (cause: Error) =>
  new AppError(
    'bad_request',
    `This is no regular expression (${cause.message.slice(0, 300)}). Set literal for plain text.`,
    { cause },
  )
