/** Something that what is being written can become. */
export interface Suggestion {
  readonly key: string
  readonly name: string
  /** What follows the name, in words: `<model>`. */
  readonly argument?: string | undefined
  readonly summary: string
  /** The whole text once it is taken, and where the caret stands in it. */
  readonly text: string
  readonly caret: number
  /** It is typed out already: Enter sends it. */
  readonly isWhole: boolean
}
