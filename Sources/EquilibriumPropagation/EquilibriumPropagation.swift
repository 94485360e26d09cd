// EquilibriumPropagation
