import { expect, test } from 'vitest'
import { describeAsked, describeBound, describeInput } from './describe-call.ts'

const file = (path: string, sign: string) => ({ path, sha256: sign.repeat(64) })
const binding = {
  directory: '/home/sam',
  program: file('/usr/bin/bash', 'a'),
  scripts: [file('/home/sam/\u202ehs.su', 'b')],
  environment: 'c'.repeat(64),
  variables: ['HOME', 'PATH'],
}

test('E8: a command is told whole, with all that an answer to it holds for', () => {
  expect(describeInput('exec', { argv: ['bash', 'x  y.sh'], cwd: 'sub', background: true })).toBe(
    'exec bash "x  y.sh" (in sub) (in the background)',
  )
  expect(describeBound({ binding, outside: '/home/sam/elsewhere' })).toEqual([
    'leads to /home/sam/elsewhere',
    'folder /home/sam',
    `program /usr/bin/bash sha256:${'a'.repeat(12)}`,
    `file /home/sam/\\u{202e}hs.su sha256:${'b'.repeat(12)}`,
    `environment HOME PATH sha256:${'c'.repeat(12)}`,
  ])
  expect(describeInput('read', { path: 'a\u202Egnp\u001b[2K' })).toBe('read "a\\u{202e}gnp\\u001b[2K"')
  expect(describeBound({ binding: null, outside: null })).toEqual([])
  const pretends = { argv: ['g\u0456t', `a${' '.repeat(5_000)}b\u3164`] }
  expect(describeInput('exec', pretends)).toBe('exec "g\\u{456}t" "a\\u{20}×5000b\\u{3164}"')
  const typed = { tool: 'process', input: { action: 'input', processId: 'p1-a', text: 'rm -r x' } }
  expect(describeAsked({ ...typed, typesInto: ['bash', '-\u0456'] })).toBe(
    'process action=input processId=p1-a text="rm -r x" (typed into bash "-\u0456")',
  )
})
