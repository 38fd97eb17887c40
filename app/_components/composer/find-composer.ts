/** Where one writes, for who can type at once: on a touch screen its focus would bring up the keyboard. */
export const findComposer = (): HTMLElement | null =>
  matchMedia('(pointer: fine)').matches ? document.getElementById('composer') : null
