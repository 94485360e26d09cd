// Plasticity
