/**
 * Dot products of groups' gradients of a linear layer, in one kernel, which a backend may have: from x `[rows, inputs]`
 * that went in, slope `[rows, outputs]` that came back, and groups `[rows, count]`, 1 where a row is of the group. A
 * group's gradient is the sum over its rows of x ⊗ slope, with one more input of 1 where `bias` is set. The products,
 * computed in double precision, are (high + low)·scale²: results high and low `[count, count]`, scale `[1, 1]`.
 */
export const groupGramianKernel = 'GroupGramian'
