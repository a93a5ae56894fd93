"""How well the names that a prompt needs are found, and the training of the model that orders them.

python -m benchmarks.context train CORPUS      writes components/shared/context/weights.json, prints figures
python -m benchmarks.context measure CORPUS …  figures with the shipped weights, on corpora they never saw
python -m benchmarks.context measure --folds CORPUS   figures with weights of the other half of the same corpus
"""
