const SOURCES = 'https://github.com/torvalds/linux/blob/master/include'

/** Where a man page, a header of Linux, an RFC or a page of its documentation can be read. */
function urlOf(page: string): string {
  const [, name, section] = /^(\w+)\((\d)\)$/.exec(page) ?? []
  if (section !== undefined && name !== undefined)
    return `https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`
  if (page.startsWith('RFC ')) return `https://www.rfc-editor.org/rfc/rfc${page.slice(4)}`
  if (page.startsWith('Documentation/'))
    return page.replace('Documentation', 'https://docs.kernel.org').replace(/rst$/, 'html')
  return page.startsWith('linux/') ? `${SOURCES}/uapi/${page}` : `${SOURCES}/${page}`
}

/**
 * The link to it, in Markdown: the compiler parses every comment that has `@link` or `@see`, which
 * takes longer than all else in a file of declarations.
 */
export function linkTo(page: string): string {
  return `[${page}](${urlOf(page)})`
}
