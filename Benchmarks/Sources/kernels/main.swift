try delivery()
try spiking()
try plasticity()
try fork()
