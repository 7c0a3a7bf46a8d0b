# make demo: set up everything and read the shipped examples.  make test: set up everything and test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared

.PHONY: demo tell-demo test check setup setup-dev setup-train evaluate benchmark train teacher weights train-smoke clean

demo: tell-demo setup
	$(BIN)/dateline read examples/reports
	$(BIN)/dateline read examples/reports --format html --out demo
	@echo
	@echo "Above: the events of the example reports. The same as pages, every event marked in its report:"
	@echo "open demo/index.html in a browser."

tell-demo:
	@echo "Dateline's demo, in three steps:"
	@echo "1. sets up $(VENV) with all that is needed, the first time: some minutes, 1.3 GB on the disk;"
	@echo "2. reads the reports of examples/reports and prints their events here: half a minute;"
	@echo "3. writes a page a report into demo/ and a list of them, demo/index.html."
	@echo

test: setup-dev
	$(BIN)/python -m pytest

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

setup-train: $(VENV)/.installed-train

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

$(VENV)/.installed-train: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet 'torch==2.13.0'
	$(BIN)/python -m pip install --quiet --editable '.[train]'
	touch $@

evaluate: setup-dev
	$(BIN)/python -m evaluation.accuracy --corpus $(SHARED)/corpus --bench $(SHARED)/bench --out docs/accuracy.md
	$(BIN)/python -m evaluation.known_errors

benchmark: setup-dev
	$(BIN)/python -m evaluation.performance --corpus $(SHARED)/corpus/dev --out docs/performance.md

# make teacher && make train TAUGHT="--lessons build/lessons.pkl --states build/states.pkl": with a larger model's lessons
train: setup-train
	$(BIN)/python -m training.train --corpus $(SHARED)/corpus --bench $(SHARED)/bench --jitter --hide 0.13 \
		--lr 3e-4 --epochs 6 --cool 0.5 --every 1 --out build/model $(TAUGHT)
	$(BIN)/python -m training.export --weights build/model/model.pt --out src/dateline/models/reader.onnx
	$(BIN)/python -m training.choose --corpus $(SHARED)/corpus --model src/dateline/models/reader.onnx
	$(BIN)/python -m training.export --out src/dateline/models/reader.onnx
	$(BIN)/python -m evaluation.calibration --corpus $(SHARED)/corpus --thresholds training/thresholds.json
	$(BIN)/python -m training.export --out src/dateline/models/reader.onnx

teacher: setup-train
	$(BIN)/python -m training.teacher_base --out build/mpnet
	$(BIN)/python -m training.train --corpus $(SHARED)/corpus --bench $(SHARED)/bench --base build/mpnet \
		--lr 6e-5 --head-lr 1e-3 --epochs 2 --out build/teacher
	$(BIN)/python -m training.teaching --bench $(SHARED)/bench --base build/mpnet --weights build/teacher/model.pt \
		--corpus $(SHARED)/corpus --out build/lessons.pkl --states build/states.pkl

# the weights of the named features, by what a reader says of reports that it has not seen
weights: setup-train
	$(BIN)/python -m training.name_origins --corpus $(SHARED)/corpus --bench $(SHARED)/bench
	$(BIN)/python -m training.name_genders --corpus $(SHARED)/corpus --bench $(SHARED)/bench
	$(BIN)/python -m training.train --corpus $(SHARED)/corpus --bench $(SHARED)/bench --jitter --hide 0.13 \
		--without training/apart.txt --lr 3e-4 --epochs 3 --cool 0.5 --every 1 --out build/apart
	$(BIN)/python -m training.export --weights build/apart/model.pt --out build/apart/reader.onnx
	$(BIN)/python -m training.modality_weights --corpus $(SHARED)/corpus --bench $(SHARED)/bench
	for module in sameness_weights modality_weights via_weights account_weights date_weights site_weights sector_company; do \
		$(BIN)/python -m training.$$module \
		--corpus $(SHARED)/corpus --bench $(SHARED)/bench --model build/apart/reader.onnx \
		--ids training/apart.txt || exit 1; done
	for module in sector_weights country_weights place_weights; do \
		$(BIN)/python -m training.$$module --corpus $(SHARED)/corpus --bench $(SHARED)/bench || exit 1; done

train-smoke: setup-train
	$(BIN)/python -m training.smoke

clean:
	rm -rf $(VENV) build demo
