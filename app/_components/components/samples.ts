/** What the parts are shown with. Nobody but developers reads it, so that it is in no catalogue. */
export const SAMPLES = {
  title: 'A title',
  hint: 'A line about what that means.',
  sentence: 'The quick brown fox jumps over the lazy dog. 敏捷的棕色狐狸跳过懒狗。',
  name: 'A name',
}
