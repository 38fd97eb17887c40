import { expect, test } from 'vitest'
import { describeNoProgram } from './no-program.ts'

test.each([
  [['ls -l'], ' argv is a list of words, here ["ls","-l"].'],
  [['npm run', 'build'], ' argv is a list of words, here ["npm","run","build"].'],
  [['ls | wc -l'], ' argv is a list of words, here ["bash","-c","ls | wc -l"].'],
  [['nothing', 'a b'], ' For shell syntax run ["bash", "-c", "…"].'],
])('of %j it is told what was meant', (argv, meant) => {
  expect(describeNoProgram(argv)).toBe(`There is no program ${JSON.stringify(argv[0])}.${meant}`)
})
