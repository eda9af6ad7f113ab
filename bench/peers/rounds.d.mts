/** Is told rounds, and answers them. */
export function answerRounds(operate: (count: number) => void): Promise<void>
