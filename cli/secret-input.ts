import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CliError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

const LONGEST_SECRET = 4_096

/**
 * A secret of one line: asked for without showing it where a person is there, else the whole input. Throws a
 * CliError where there is none, or more than a line.
 */
export async function readSecret(terminal: Terminal, question: string): Promise<string> {
  const secret = (await (terminal.interactive ? ask(terminal, question) : readAll(terminal))).trim()
  if (secret === '') throw new CliError('Nothing came in, so nothing was changed.')
  if (secret.length > LONGEST_SECRET || /\s/.test(secret)) {
    throw new CliError('One line with the secret and nothing else is needed; nothing was changed.')
  }
  return secret
}

/** What is typed is taken in by an editor of lines whose screen nobody sees. */
function ask({ input, notes }: Terminal, question: string): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const prompt = createInterface({ input, output: unseen, terminal: true, historySize: 0 })
  notes.write(question)
  return new Promise((resolve, reject) => {
    prompt.once('line', resolve)
    prompt.once('SIGINT', () => reject(new CliError('Interrupted.', { reason: 'interrupted' })))
    prompt.once('close', () => resolve(''))
  }).finally(() => {
    notes.write('\n')
    prompt.close()
  }) as Promise<string>
}

async function readAll({ input }: Terminal): Promise<string> {
  let text = ''
  for await (const chunk of input) {
    text += String(chunk)
    if (text.length > LONGEST_SECRET * 2) break
  }
  return text
}
